// The sentence for each fault that has one of its own. Only what the evidence shows. Pure data.
import type { Text } from '../../data/catalogue.ts'

/** `seen` is a whole sentence; `suspected` is there where the fault points to more than its stage. */
export type Observation = { seen: Text; suspected?: Text }

/** Both halves are completed to "was seen": 것이 확인되었습니다. */
export function saw(ko: string, en: string, suspected?: Text): Observation {
  const seen = { ko: `${ko} 것이 확인되었습니다.`, en: `${en}.` }
  return suspected ? { seen, suspected } : { seen }
}

const CUT_OFF = saw(
  '응답을 받는 도중 접속이 끊기는',
  'Connections were seen to be cut off before the answer was complete',
)
const NO_ANSWER = saw('접속을 시도해도 응답이 오지 않는', 'The server was seen to give no answer')
const WRONG_PAGE = saw(
  '화면에 있어야 할 내용이 나오지 않는',
  'The pages open, but were seen to lack what should be on them',
)

/** By `<layer>/<family or code>`. */
export const BY_CODE: Record<string, Observation> = {
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
  'app/no-result': saw('조회 결과가 나오지 않는', 'Searches were seen to give no result'),
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
  'document/verified-otherwise': saw(
    '발급된 문서가 진위확인에서 다른 문서로 나오는',
    'Documents just issued were seen to be taken for others by the verification service',
  ),
  'document/unverifiable': saw(
    '발급된 문서의 문서확인번호가 진위확인에서 조회되지 않는',
    'The numbers of documents just issued were seen not to be known to the verification service',
  ),
  'dns/nxdomain': saw(
    '인터넷 주소가 등록되어 있지 않다는 답이 와서 접속되지 않는',
    'Name servers were seen to say that the internet address does not exist',
    {
      ko: '인터넷 주소(DNS)의 등록 문제로 추정됩니다.',
      en: 'A fault in the registration of the internet address (DNS) is suspected.',
    },
  ),
  'dns/servfail': saw(
    '이름 서버(DNS)가 주소를 알려 주지 못해 접속되지 않는',
    'Name servers were seen to be unable to tell the internet address',
    {
      ko: '주소를 관리하는 이름 서버(DNS)의 문제로 추정됩니다.',
      en: 'Trouble with the name servers (DNS) of the service is suspected.',
    },
  ),
  'http/redirect-loop': saw(
    '화면이 서로 되돌려 보내기만 하여 열리지 않는',
    'Pages were seen to send on to each other without end',
  ),
  'auth/not-logged-in': saw(
    '로그인하여도 로그인된 화면이 나오지 않는',
    'Logins were seen to end without being logged in',
  ),
  'app/soft-404': saw('있어야 할 화면이 없다고 나오는', 'Pages that should be there were seen to be called not found'),
  'app/error-page': saw(
    '서비스 대신 오류 안내 화면이 나오는',
    'A page that tells of an error was seen in place of the service',
  ),
  'app/incomplete-page': saw('화면이 일부만 나오는', 'Pages were seen to come only in part'),
  'app/accepts-anything': saw(
    '검증해서는 안 될 것까지 맞다고 답하는',
    'Verification was seen to accept what is not genuine',
    {
      ko: '검증 기능이 실제로 확인하지 않는 상태로 추정됩니다.',
      en: 'Verification is suspected of not checking anything.',
    },
  ),
  'app/bad-signature': saw(
    '올바른 전자서명이 거부되거나 다른 사람의 것으로 나오는',
    'Valid signatures were seen to be refused, or taken for those of somebody else',
  ),
  'app/not-withdrawn': saw('취하한 민원이 그대로 남아 있는', 'Withdrawn applications were seen to stay'),
  'document/previous-copy': saw(
    '새로 신청하여도 이전에 발급된 문서가 나오는',
    'An earlier copy was seen to be issued in place of a new document',
    {
      ko: '이전에 만든 문서를 다시 내보내는 상태로 추정됩니다.',
      en: 'The service is suspected of handing out stored copies.',
    },
  ),
  'document/wrong-holder': saw(
    '신청인이 아닌 사람의 이름으로 문서가 발급되는',
    'Documents were seen to be issued in the name of somebody else',
  ),
  'document/bad-signature': saw(
    '발급된 문서의 전자서명이 확인되지 않는',
    'The signatures of issued documents were seen not to be valid',
  ),
  'document/unsigned': saw('전자서명이 없는 문서가 발급되는', 'Documents without a signature were seen to be issued'),
  'document/wrong-time': saw(
    '발급일시가 맞지 않는 문서가 발급되는',
    'Documents with a wrong time of issue were seen to be issued',
  ),
}
