// What was seen, in plain words, for each fault; and what may be suspected from it. Only what the evidence shows. Pure.
import type { Text } from '../../data/catalogue.ts'
import type { Fault } from '../../probes/result.ts'
import type { Stage } from './cause.ts'

/** `seen` is a whole sentence; `suspected` too, where the fault points to more than its stage. */
export type Observation = { seen: Text; suspected?: Text }

const SLOW: Observation = {
  seen: {
    ko: '접속과 신청 처리는 되지만 평소보다 오래 걸리는 것이 확인되었습니다.',
    en: 'It works, but was seen to take longer than usual.',
  },
}

/** By `layer/code`, then by code alone, then by layer. */
const OBSERVATIONS: Record<string, Observation> = {
  'tcp/refused': {
    seen: { ko: '서버 접속이 거부되는 것이 확인되었습니다.', en: 'Connections to the server were seen to be refused.' },
    suspected: {
      ko: '서버나 그 앞단이 접속을 받지 않는 상태로 추정됩니다.',
      en: 'The server, or what stands in front of it, seems not to be accepting connections.',
    },
  },
  'tcp/reset': {
    seen: {
      ko: '서버 접속이 중간에 끊기는 것이 확인되었습니다.',
      en: 'Connections to the server were seen to be cut off.',
    },
  },
  reset: {
    seen: {
      ko: '응답을 받는 도중 접속이 끊기는 것이 확인되었습니다.',
      en: 'Connections were seen to be cut off before the answer was complete.',
    },
  },
  'connection-closed': {
    seen: {
      ko: '응답을 받는 도중 접속이 끊기는 것이 확인되었습니다.',
      en: 'Connections were seen to be cut off before the answer was complete.',
    },
  },
  'tcp/timeout': {
    seen: {
      ko: '서버에 접속되지 않고 응답이 없는 것이 확인되었습니다.',
      en: 'The server was seen to give no answer to connections.',
    },
  },
  'tcp/deadline': {
    seen: {
      ko: '서버에 접속되지 않고 응답이 없는 것이 확인되었습니다.',
      en: 'The server was seen to give no answer to connections.',
    },
  },
  'tls/expired': {
    seen: {
      ko: '보안 인증서의 유효기간이 맞지 않아 안전한 접속이 되지 않는 것이 확인되었습니다.',
      en: 'A secure connection was seen to fail because the certificate is outside its period of validity.',
    },
    suspected: {
      ko: '서버 보안 인증서의 유효기간 문제로 추정됩니다.',
      en: 'The period of validity of the server certificate is suspected.',
    },
  },
  'tls/untrusted': {
    seen: {
      ko: '보안 인증서를 신뢰할 수 없어 안전한 접속이 되지 않는 것이 확인되었습니다.',
      en: 'A secure connection was seen to fail because the certificate is not trusted.',
    },
  },
  'tls/wrong-name': {
    seen: {
      ko: '보안 인증서의 이름이 주소와 달라 안전한 접속이 되지 않는 것이 확인되었습니다.',
      en: 'A secure connection was seen to fail because the certificate belongs to another name.',
    },
  },
  'path/large-packets-lost': {
    seen: {
      ko: '작은 자료는 오가지만 큰 자료의 전송이 멈추는 것이 확인되었습니다.',
      en: 'Large transfers were seen to stall while small ones pass.',
    },
    suspected: {
      ko: '통신 경로에서 큰 데이터가 전달되지 않는 문제로 추정됩니다.',
      en: 'A loss of large packets on the network path is suspected.',
    },
  },
  'http/queue-page': {
    seen: {
      ko: '접속하면 서비스 대신 접속 대기 화면이 나오는 것이 확인되었습니다.',
      en: 'A waiting room was seen instead of the service.',
    },
  },
  'http/notice-page': {
    seen: {
      ko: '접속하면 서비스 대신 점검·이용 제한 안내 화면이 나오는 것이 확인되었습니다.',
      en: 'A notice of maintenance or restricted use was seen instead of the service.',
    },
  },
  'http/server-error': {
    seen: { ko: '서버가 오류 응답을 보내는 것이 확인되었습니다.', en: 'The server was seen to answer with an error.' },
  },
  'auth/login-rejected': {
    seen: {
      ko: '올바른 정보로도 로그인되지 않는 것이 확인되었습니다.',
      en: 'Logins with correct details were seen to be rejected.',
    },
  },
  'auth/certificate-verification': {
    seen: {
      ko: '인증서 검증 서버(GPKI)의 응답이 없어 인증서 로그인이 되지 않는 것이 확인되었습니다.',
      en: 'Certificate logins were seen to fail because the certificate verification server (GPKI) does not answer.',
    },
    suspected: {
      ko: '인증서 검증 서버(GPKI) 또는 그 연결의 문제로 추정됩니다.',
      en: 'Trouble of the certificate verification server (GPKI), or of the way to it, is suspected.',
    },
  },
  'document/empty': {
    seen: {
      ko: '내용이 없는 문서가 발급되는 것이 확인되었습니다.',
      en: 'Documents without any content were seen to be issued.',
    },
  },
  'document/no-text': {
    seen: {
      ko: '내용이 없는 문서가 발급되는 것이 확인되었습니다.',
      en: 'Documents without any content were seen to be issued.',
    },
  },
  'document/not-a-pdf': {
    seen: {
      ko: '열 수 없는 문서가 발급되는 것이 확인되었습니다.',
      en: 'Documents that cannot be opened were seen to be issued.',
    },
  },
  'document/truncated': {
    seen: {
      ko: '끝이 잘린 문서가 발급되는 것이 확인되었습니다.',
      en: 'Documents that are cut off were seen to be issued.',
    },
  },
  'document/wrong-document': {
    seen: {
      ko: '신청과 다른 문서가 발급되는 것이 확인되었습니다.',
      en: 'Documents other than those applied for were seen to be issued.',
    },
  },
  'document/wrong-holder': {
    seen: {
      ko: '신청과 다른 문서가 발급되는 것이 확인되었습니다.',
      en: 'Documents other than those applied for were seen to be issued.',
    },
  },
  'document/number-missing': {
    seen: {
      ko: '문서확인번호가 없는 문서가 발급되는 것이 확인되었습니다.',
      en: 'Documents without a document number were seen to be issued.',
    },
  },
  'document/unverifiable-number': {
    seen: {
      ko: '발급된 문서의 문서확인번호가 진위확인에서 확인되지 않는 것이 확인되었습니다.',
      en: 'Numbers of issued documents were seen to fail verification.',
    },
  },
  'document/not-issued-now': {
    seen: {
      ko: '발급일시가 맞지 않는 문서가 발급되는 것이 확인되었습니다.',
      en: 'Documents with a wrong time of issue were seen to be issued.',
    },
  },
  dns: {
    seen: {
      ko: '인터넷 주소를 찾을 수 없어 접속되지 않는 것이 확인되었습니다.',
      en: 'The internet address was seen not to be found.',
    },
  },
  tcp: { seen: { ko: '서버에 접속되지 않는 것이 확인되었습니다.', en: 'The server was seen not to be reachable.' } },
  tls: {
    seen: {
      ko: '안전한 접속(보안 연결)이 되지 않는 것이 확인되었습니다.',
      en: 'A secure connection was seen to fail.',
    },
  },
  path: { seen: { ko: '자료 전송이 중간에 멈추는 것이 확인되었습니다.', en: 'Transfers were seen to stall.' } },
  http: {
    seen: {
      ko: '접속해도 정상 화면이 나오지 않는 것이 확인되었습니다.',
      en: 'The pages were seen not to be answered properly.',
    },
  },
  auth: { seen: { ko: '로그인·인증이 되지 않는 것이 확인되었습니다.', en: 'Logins were seen to fail.' } },
  app: {
    seen: {
      ko: '접속은 되지만 신청 처리가 끝까지 되지 않는 것이 확인되었습니다.',
      en: 'The pages open, but requests were seen not to be completed.',
    },
  },
  document: {
    seen: {
      ko: '발급된 문서에 이상이 있는 것이 확인되었습니다.',
      en: 'Something was seen to be wrong with issued documents.',
    },
  },
}

const NO_ANSWER: Observation = {
  seen: {
    ko: '접속은 시작되지만 응답이 오지 않는 것이 확인되었습니다.',
    en: 'Connections open, but no answer was seen to come.',
  },
}

const STAGE_SUSPECTED: Record<Stage, Text> = {
  connection: {
    ko: '접속 구간의 문제로 추정되며, 자세한 원인은 확인되지 않았습니다.',
    en: 'Trouble on the way to the service is suspected; the cause itself is not known.',
  },
  authentication: {
    ko: '로그인·인증 단계의 문제로 추정되며, 자세한 원인은 확인되지 않았습니다.',
    en: 'Trouble in the login stage is suspected; the cause itself is not known.',
  },
  processing: {
    ko: '신청 처리 단계의 문제로 추정되며, 자세한 원인은 확인되지 않았습니다.',
    en: 'Trouble in the processing stage is suspected; the cause itself is not known.',
  },
  document: {
    ko: '문서 발급 단계의 문제로 추정되며, 자세한 원인은 확인되지 않았습니다.',
    en: 'Trouble in the issuing of documents is suspected; the cause itself is not known.',
  },
  speed: { ko: '처리 지연의 원인은 확인되지 않았습니다.', en: 'The cause of the slowness is not known.' },
}

/** The sentence on what was seen; `null` is slowness. */
export function seenWords(fault: Fault | null): Text {
  return observationOf(fault).seen
}

/** 추정: names the stage in which it broke, and more only where the fault shows more. */
export function suspectedWords(fault: Fault | null, stage: Stage): Text {
  return observationOf(fault).suspected ?? STAGE_SUSPECTED[stage]
}

function observationOf(fault: Fault | null): Observation {
  if (!fault) return SLOW
  const { layer, code } = fault
  const exact = OBSERVATIONS[`${layer}/${code}`] ?? family(fault)
  return exact ?? OBSERVATIONS[layer] ?? SLOW
}

/** Codes that differ from flow to flow, by what they have in common. */
function family({ layer, code, cause }: Fault): Observation | undefined {
  if (/^status-5\d\d$/.test(code)) return OBSERVATIONS['http/server-error']
  if (['stalled', 'deadline', 'timeout', 'headers-timeout', 'body-stalled'].includes(code)) {
    return ['tls', 'http'].includes(layer) ? NO_ANSWER : undefined
  }
  if (code === 'reset' || code === 'connection-closed') return OBSERVATIONS[code]
  if (layer === 'document' && /unverif|not-verified|verification/.test(code))
    return OBSERVATIONS['document/unverifiable-number']
  if (layer !== 'auth') return undefined
  if (/certificate-verification|verification|gpki/i.test(code) || /인증서 검증 서버/.test(cause)) {
    return OBSERVATIONS['auth/certificate-verification']
  }
  return /reject|refused|denied|login-failed/.test(code) ? OBSERVATIONS['auth/login-rejected'] : undefined
}
