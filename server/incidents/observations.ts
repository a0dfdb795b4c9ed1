// What was seen, in plain words, for each fault; and what may be suspected from it. Only what the evidence shows. Pure.
import type { Text } from '../../data/catalogue.ts'
import type { Fault } from '../../probes/result.ts'
import { type Stage, stageOf } from './cause.ts'

/** `seen` is a whole sentence; `suspected` is there where the fault points to more than its stage. */
type Observation = { seen: Text; suspected?: Text }

/** The sentence on what was seen; without a fault it is slowness, or in the stage `use` what counters say. */
export function seenWords(fault: Fault | null, stage: Stage = 'speed'): Text {
  return fault === null && stage === 'use' ? REPORTED.seen : observationOf(fault).seen
}

/** 추정: names the stage in which it broke, and more only where the fault shows more. */
export function suspectedWords(fault: Fault | null, stage: Stage): Text {
  return observationOf(fault).suspected ?? STAGE_SUSPECTED[stage]
}

/** Whether the fault points to more than its stage. */
export function namesCause(fault: Fault): boolean {
  return observationOf(fault).suspected !== undefined
}

/** What two faults must have in common to point to the same cause: where they show more than their stage, that; else the stage. */
export function classOf(fault: Fault): string {
  return observationOf(fault).suspected
    ? `${fault.layer}/${familyOf(fault.layer, fault.code)}`
    : stageOf(fault, 'major_outage')
}

/** Key of what was seen: a waiting room, no answer and lost packets differ, no answer in two layers does not. */
export function sightOf(fault: Fault | null): string {
  return observationOf(fault).seen.en
}

function observationOf(fault: Fault | null): Observation {
  if (!fault) return SLOW
  const { layer, code } = fault
  return BY_CODE[`${layer}/${familyOf(layer, code)}`] ?? BY_LAYER[layer as keyof typeof BY_LAYER]
}

const FAMILIES: [family: string, codes: RegExp][] = [
  ['server-error', /^status-5\d\d$/],
  ['no-answer', /^(stalled|deadline|timeout|headers-timeout|body-stalled)$/],
  ['cut-off', /^(reset|connection-closed)$/],
  ['wrong-page', /^(wrong-page|incomplete-page|(link|form|field|challenge)-missing|soft-404)$/],
  ['not-processed', /^(not-processed|application-missing)$/],
  ['empty', /^(empty|no-text)$/],
  ['broken-file', /^(not-a-pdf|truncated|page-instead)$/],
  ['wrong-document', /^(wrong-document|wrong-holder)$/],
  ['unverifiable', /verifiable|unverified/],
  ['certificate-verification', /^certificate-verification/],
]

/** Codes that are told in the same words. */
function familyOf(layer: string, code: string): string {
  if (layer === 'app' && code === 'deadline') return 'not-finished'
  return FAMILIES.find(([, codes]) => codes.test(code))?.[0] ?? code
}

/** Both halves are completed to "was seen": 것이 확인되었습니다. */
function saw(ko: string, en: string, suspected?: Text): Observation {
  const seen = { ko: `${ko} 것이 확인되었습니다.`, en: `${en}.` }
  return suspected ? { seen, suspected } : { seen }
}

const SLOW = saw('평소보다 처리가 오래 걸리는', 'It works, but was seen to take longer than usual')
const REPORTED = saw('여러 창구에서 이용이 되지 않는다고 알려 온', 'Counters were seen to report that it does not work')
const CUT_OFF = saw(
  '응답을 받는 도중 접속이 끊기는',
  'Connections were seen to be cut off before the answer was complete',
)
const NO_ANSWER = saw('접속을 시도해도 응답이 오지 않는', 'The server was seen to give no answer')
const WRONG_PAGE = saw(
  '화면에 있어야 할 내용이 나오지 않는',
  'The pages open, but were seen to lack what should be on them',
)

const BY_LAYER = {
  dns: saw('인터넷 주소를 찾을 수 없어 접속되지 않는', 'The internet address was seen not to be found'),
  tcp: saw('서버에 접속되지 않는', 'The server was seen not to be reachable'),
  tls: saw('보안 접속이 이루어지지 않는', 'A secure connection was seen to fail'),
  path: saw('자료 전송이 중간에 멈추는', 'Transfers were seen to stall'),
  http: saw('접속해도 정상 화면이 나오지 않는', 'The pages were seen not to be answered as they should be'),
  auth: saw('로그인·인증이 되지 않는', 'Logins were seen to fail'),
  app: saw('접속은 되지만 이용이 끝까지 이어지지 않는', 'The pages open, but use of them was seen not to succeed'),
  document: saw('발급된 문서에 이상이 있는', 'Something was seen to be wrong with issued documents'),
}

const BY_CODE: Record<string, Observation> = {
  'tcp/refused': saw('서버 접속이 거부되는', 'Connections to the server were seen to be refused', {
    ko: '서버나 그 앞단에서 접속을 받지 않는 상태로 추정됩니다.',
    en: 'The server, or what stands in front of it, is suspected of not accepting connections.',
  }),
  'tcp/cut-off': CUT_OFF,
  'tcp/no-answer': NO_ANSWER,
  'tls/no-answer': NO_ANSWER,
  'tls/cut-off': CUT_OFF,
  'tls/expired': saw(
    '보안 인증서의 유효기간이 맞지 않아 보안 접속이 되지 않는',
    'Secure connections were seen to fail because the certificate has expired or is not valid yet',
    {
      ko: '서버 보안 인증서의 유효기간 문제로 추정됩니다.',
      en: 'The period of validity of the server certificate is suspected.',
    },
  ),
  'tls/untrusted': saw(
    '보안 인증서를 신뢰할 수 없어 보안 접속이 되지 않는',
    'Secure connections were seen to fail because the certificate is not trusted',
  ),
  'tls/wrong-name': saw(
    '보안 인증서의 이름이 주소와 달라 보안 접속이 되지 않는',
    'Secure connections were seen to fail because the certificate is for another name',
  ),
  'path/large-packets-lost': saw(
    '작은 자료는 오가지만 큰 자료의 전송이 멈추는',
    'Large transfers were seen to stall while small ones pass',
    {
      ko: '통신 경로에서 큰 패킷이 전달되지 않는 문제로 추정됩니다.',
      en: 'A loss of large packets on the network path is suspected.',
    },
  ),
  'http/no-answer': NO_ANSWER,
  'http/cut-off': CUT_OFF,
  'http/server-error': saw('서버가 오류 응답을 보내는', 'The server was seen to answer with an error'),
  'http/queue-page': saw('서비스 대신 접속 대기 화면이 나오는', 'A waiting room was seen in place of the service'),
  'http/notice-page': saw(
    '서비스 대신 점검·이용 제한 안내 화면이 나오는',
    'A notice of maintenance or restricted use was seen in place of the service',
  ),
  'auth/login-rejected': saw(
    '올바른 정보를 입력해도 로그인되지 않는',
    'Logins with correct details were seen to be rejected',
  ),
  'auth/certificate-verification': saw(
    '인증서 검증 서버(GPKI)에 연결할 수 없다는 안내와 함께 인증서 로그인이 되지 않는',
    'Certificate logins were seen to fail: the login says that the certificate verification server (GPKI) does not answer',
    {
      ko: '인증서 검증 서버(GPKI) 또는 그 연결 구간의 문제로 추정됩니다.',
      en: 'Trouble with the certificate verification server (GPKI), or on the way to it, is suspected.',
    },
  ),
  'app/wrong-page': WRONG_PAGE,
  'app/not-processed': saw(
    '신청한 민원의 처리가 완료되지 않는',
    'Applications were seen to be accepted but not completed',
  ),
  'app/resident-missing': saw(
    '주민등록 조회 결과가 나오지 않는',
    'Searches of the register were seen to give no result',
  ),
  'app/not-finished': saw('처리가 정해진 시간 안에 끝나지 않는', 'Requests were seen not to end in time'),
  'document/empty': saw('내용이 없는 문서가 발급되는', 'Documents without content were seen to be issued'),
  'document/broken-file': saw('열 수 없는 문서가 발급되는', 'Documents that cannot be opened were seen to be issued'),
  'document/wrong-document': saw(
    '신청과 다른 문서가 발급되는',
    'Documents other than those applied for were seen to be issued',
  ),
  'document/number-missing': saw(
    '문서확인번호가 없는 문서가 발급되는',
    'Documents without a document number were seen to be issued',
  ),
  'document/unverifiable': saw(
    '발급된 문서의 문서확인번호가 진위확인에서 조회되지 않는',
    'The numbers of documents just issued were seen not to be known to the verification service',
  ),
  'document/not-issued-now': saw(
    '발급일시가 맞지 않는 문서가 발급되는',
    'Documents with a wrong time of issue were seen to be issued',
  ),
}

const STAGE_SUSPECTED: Record<Stage, Text> = {
  connection: {
    ko: '접속 단계의 문제로 추정되며, 자세한 원인은 아직 확인되지 않았습니다.',
    en: 'Trouble in reaching the service is suspected; the cause itself is not known yet.',
  },
  authentication: {
    ko: '로그인·인증 단계의 문제로 추정되며, 자세한 원인은 아직 확인되지 않았습니다.',
    en: 'Trouble in the login stage is suspected; the cause itself is not known yet.',
  },
  processing: {
    ko: '신청 처리 단계의 문제로 추정되며, 자세한 원인은 아직 확인되지 않았습니다.',
    en: 'Trouble in the processing stage is suspected; the cause itself is not known yet.',
  },
  document: {
    ko: '문서 발급 단계의 문제로 추정되며, 자세한 원인은 아직 확인되지 않았습니다.',
    en: 'Trouble in the issuing of documents is suspected; the cause itself is not known yet.',
  },
  use: {
    ko: '이용이 되지 않는다는 창구의 보고에 따른 것이며, 원인은 아직 확인되지 않았습니다.',
    en: 'Counters report that it does not work; the cause is not known yet.',
  },
  speed: {
    ko: '처리 지연으로 확인되었으며, 원인은 아직 확인되지 않았습니다.',
    en: 'Slowness was seen; its cause is not known yet.',
  },
}
