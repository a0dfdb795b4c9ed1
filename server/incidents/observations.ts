// What was seen, in plain words, for each fault; and what may be suspected from it. Only what the evidence shows. Pure.
import type { Text } from '../../data/catalogue.ts'
import type { Fault } from '../../probes/result.ts'
import { type Stage, stageOf } from './cause.ts'
import { BY_CODE, type Observation, saw } from './observed-codes.ts'

/** The sentence on what was seen; without a fault it is slowness, or in the stage `use` what counters say. */
export function seenWords(fault: Fault | null, stage: Stage = 'speed'): Text {
  if (fault === null)
    return stage === 'use' ? { ...REPORTED.seen, easy: EASY_REPORTED } : { ...SLOW.seen, easy: EASY_SLOW }
  return { ...observationOf(fault).seen, easy: EASY[fault.layer] }
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

/** Easy words say what matters to a reader, which is the same for all faults of a layer. */
const EASY: Record<Fault['layer'], string> = {
  dns: '인터넷 주소를 찾지 못해요.',
  tcp: '컴퓨터(서버)에 연결이 안 돼요.',
  tls: '안전하게 연결할 수 없어요.',
  path: '자료를 보내다가 멈춰요.',
  http: '화면이 제대로 열리지 않아요.',
  auth: '로그인이 안 돼요.',
  app: '화면은 열리지만 끝까지 할 수 없어요.',
  document: '나온 서류에 문제가 있어요.',
}
const EASY_SLOW = '평소보다 오래 걸려요.'
const EASY_REPORTED = '여러 창구에서 안 된다고 알려 왔어요.'

function observationOf(fault: Fault | null): Observation {
  if (!fault) return SLOW
  const { layer, code } = fault
  return BY_CODE[`${layer}/${familyOf(layer, code)}`] ?? BY_LAYER[layer as keyof typeof BY_LAYER]
}

const FAMILIES: [family: string, codes: RegExp][] = [
  ['server-error', /^status-5\d\d$/],
  ['no-answer', /^(stalled|deadline|timeout|headers-timeout|body-stalled)$/],
  ['cut-off', /^(reset|connection-closed)$/],
  ['wrong-page', /^(wrong-page|(link|form|field|challenge|category|providers)-missing)$/],
  ['not-processed', /^(not-processed|application-missing|not-taken-in|petition-missing)$/],
  ['no-result', /^(resident|record|incident)-missing$/],
  ['empty', /^(empty|no-text)$/],
  ['broken-file', /^(not-a-pdf|truncated|page-instead)$/],
  ['unverifiable', /verifiable|unverified/],
  ['verified-otherwise', /^verified-(as|for)-another$/],
  ['bad-signature', /^(bad-signature|signature-(invalid|refused)|untrusted-signer|wrong-signer)$/],
  ['unsigned', /^(unsigned|not-signed)$/],
  ['wrong-time', /^(not-issued-now|wrong-timestamp|timestamp-[a-z-]+)$/],
  ['certificate-verification', /^certificate-verification/],
]

/** Codes that are told in the same words. */
function familyOf(layer: string, code: string): string {
  if (layer === 'app' && code === 'deadline') return 'not-finished'
  return FAMILIES.find(([, codes]) => codes.test(code))?.[0] ?? code
}

const SLOW = saw('평소보다 처리가 오래 걸리는', 'It works, but was seen to take longer than usual')
const REPORTED = saw('여러 창구에서 이용이 되지 않는다고 알려 온', 'Counters were seen to report that it does not work')
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
