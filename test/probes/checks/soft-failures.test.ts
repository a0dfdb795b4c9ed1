import assert from 'node:assert/strict'
import { test } from 'node:test'
import { load } from 'cheerio/slim'
import { outlineOf } from '../../../probes/checks/outline.ts'
import { softFailure } from '../../../probes/checks/soft-failures.ts'
import { StepFailure } from '../../../probes/flow.ts'
import { html } from './servers.ts'

const links = Array.from({ length: 14 }, (_, i) => `<a href="/${i}">메뉴 ${i}</a>`).join('')
const login = '<form method="post"><input name="id"><input type="password" name="pw"><button>로그인</button></form>'

const table: [string, string, string | null][] = [
  [
    'a waiting room answered with 200 is http/queue-page',
    html('<h1>서비스 접속 대기 중입니다</h1><p>대기 순번 1,234번, 예상 대기시간 3분</p>', '접속 대기'),
    'http/queue-page',
  ],
  [
    'a waiting room with a hidden form that refreshes itself',
    html('<p>현재 접속자가 많아 대기 중입니다. 앞에 532명</p><form><input type="hidden" name="k"></form>'),
    'http/queue-page',
  ],
  ['an English waiting room', html('<h1>You are now in line</h1>', 'Waiting room'), 'http/queue-page'],
  [
    'a maintenance notice answered with 200 is http/notice-page',
    html('<h1>시스템 점검 안내</h1><p>11월 17일 19:00부터 점검합니다.</p>'),
    'http/notice-page',
  ],
  [
    'a notice of suspension in the title',
    html('<p>불편을 드려 죄송합니다.</p>', '서비스 일시 중단 안내'),
    'http/notice-page',
  ],
  [
    'a front page with a notice about 점검 is fine',
    html(`<h1>정부24</h1>${links}<h2>공지</h2><p>11/18 시스템 점검 안내</p>${login}`, '정부24'),
    null,
  ],
  ['a login page that mentions 점검 is fine', html(`<h1>로그인</h1><p>점검 시간 안내</p>${login}`), null],
  ['a board article about 점검 inside the site is fine', html(`${links}<h1>시스템 점검 안내</h1><p>내용</p>`), null],
  [
    'a small page that mentions 점검 in passing is fine',
    html('<h1>처리 완료</h1><p>점검 시간에는 출력할 수 없습니다</p>'),
    null,
  ],
  ['a page being processed is not a waiting room', html('<h1>신청 처리 중</h1><p>잠시만 기다려 주십시오.</p>'), null],
  ['a soft 404 is app/soft-404', html('<h1>페이지를 찾을 수 없습니다</h1><a href="/">처음으로</a>'), 'app/soft-404'],
  ['a soft 404 in English', html('<p>Sorry.</p>', '404 Not Found'), 'app/soft-404'],
  [
    'a page that asks for a human is inconclusive',
    html('<h1>보안문자를 입력하세요</h1><form><img src="/captcha.png"><input name="captcha"></form>'),
    'captcha',
  ],
  ['a browser check is inconclusive', html('<div id="challenge-running"></div>', 'Just a moment...'), 'captcha'],
  [
    'a normal result page is fine',
    html('<h1>발급 완료</h1><p>문서가 발급되었습니다</p><a href="/doc">문서출력</a>'),
    null,
  ],
  [
    'a firewall page answered with 200',
    html('<h1>접근이 차단되었습니다</h1><p>비정상적인 접근이 감지되었습니다.</p>'),
    'blocked',
  ],
  ['an English firewall page', html('<h1>Request blocked</h1><p>Support ID 123</p>', 'Blocked'), 'blocked'],
  [
    'a help article about blocked access is fine',
    html(`${links}<h1>도움말</h1><p>접근이 차단된 때에는 상담센터로 문의하십시오.</p>`),
    null,
  ],
  [
    'an interstitial that asks for a phone',
    html('<h1>추가 인증이 필요합니다</h1><p>휴대전화로 인증하십시오.</p>'),
    'human-needed',
  ],
  ['a login page that offers 본인인증 is fine', html(`<h1>로그인</h1><p>본인인증 안내</p>${login}`), null],
  ['a page that ends inside a tag', '<!doctype html><html><body><h1>정부24</h1><p>서비스<a hre', 'app/incomplete-page'],
  [
    'a page whose form never ends',
    `<!doctype html><html><body><h1>신청</h1><form method="post"><input name="a">`,
    'app/incomplete-page',
  ],
  [
    'a page whose table never ends',
    `<!doctype html><html><body><main><h1>내역</h1><table><tr><td>1`,
    'app/incomplete-page',
  ],
  [
    'a page that leaves out its last end tags is fine',
    `<!doctype html><html><body><h1>정부24</h1><p>서비스 안내${links}`,
    null,
  ],
  ['a fragment is fine', '<p>발급되었습니다</p>', null],
  [
    'a result list that says 처리중 is fine',
    html(`<h1>나의 신청내역</h1><table><tr><td>처리중</td></tr></table>${links}`),
    null,
  ],
  [
    'a maintenance notice that says that access is restricted is not a block',
    html('<h1>시스템 점검 안내</h1><p>점검 시간 동안 서비스 접근이 제한됩니다.</p>'),
    'http/notice-page',
  ],
  [
    'a maintenance notice without a heading',
    html('<p>시스템 점검으로 접근이 제한됩니다.</p>', '정부24'),
    'http/notice-page',
  ],
  [
    'a firewall that calls a block a suspension',
    html('<h1>알림</h1><p>비정상적인 접근이 감지되어 서비스 이용이 중단되었습니다.</p>'),
    'blocked',
  ],
  [
    'a result with advice on errors is fine',
    html(
      '<h1>발급 완료</h1><p>시스템 오류 시 또는 오류가 발생하면 110번으로 문의하십시오.</p><a href="/doc">문서출력</a>',
    ),
    null,
  ],
  [
    'a page for many visitors at once',
    html('<p>이용자가 많아 접속이 지연되고 있습니다. 잠시 후 다시 접속하여 주시기 바랍니다.</p>', '정부24'),
    'http/queue-page',
  ],
  [
    'a waiting room of NetFunnel',
    html(
      '<p>현재 서비스 접속대기 중입니다. 예상대기시간 : 12분 고객님 앞에 3,210 명의 대기자가 있습니다.</p>',
      '서비스 접속대기중',
    ),
    'http/queue-page',
  ],
  [
    'a front page with a section on 본인확인 is fine',
    html(`<h1>정부24</h1>${links}<h2>본인확인이 필요한 민원 안내</h2>`),
    null,
  ],
  ['a page about services that need 본인인증 is fine', html(`<h1>본인인증이 필요한 서비스</h1>${links}`), null],
  [
    'a demand for a second factor on a page with menus',
    html(`${links}<h1>추가 인증이 필요합니다</h1><p>휴대전화로 인증하십시오.</p>`),
    'human-needed',
  ],
  [
    'a code sent to a phone is asked for',
    html(
      '<h1>2단계 인증</h1><p>휴대전화로 받은 번호를 입력하십시오.</p><form><input name="code"><button>확인</button></form>',
    ),
    'human-needed',
  ],
  [
    'a page that asks for a one-time password is left to the flow',
    html('<h1>2차 인증</h1><form><input name="otp"><button>확인</button></form>'),
    null,
  ],
  ['a person who was checked is fine', html('<h1>본인 확인을 완료하였습니다</h1><p>다음</p>'), null],
  ['a help page on 2단계 인증 inside the site is fine', html(`${links}<h1>2단계 인증 설정 안내</h1><p>내용</p>`), null],
  [
    'a login page that keeps a hidden field for a captcha is fine',
    html(
      `<h1>로그인</h1><p>보안문자 안내</p>${login.replace('<button', '<input type="hidden" name="captcha"><button')}`,
    ),
    null,
  ],
  [
    'a firewall page in English that names a number',
    html('<p>The requested URL was rejected. Your support ID is: 42</p>', 'Request Rejected'),
    'blocked',
  ],
  [
    'an error answered with 200',
    html('<h1>오류가 발생하였습니다</h1><p>잠시 후 다시 이용해 주십시오.</p>'),
    'app/error-page',
  ],
  [
    'a system error answered with 200',
    html('<p>시스템 오류입니다. 관리자에게 문의하십시오.</p>', '안내'),
    'app/error-page',
  ],
  [
    'a form that says what was wrong with an entry is fine',
    html(
      '<h1>신청</h1><p>입력 오류가 발생하였습니다. 다시 확인하십시오.</p><form><input name="a"><button>신청</button></form>',
    ),
    null,
  ],
  ['a help page on errors inside the site is fine', html(`${links}<h1>오류가 발생한 때에는</h1><p>내용</p>`), null],
  [
    'a page that only sends on by a script is fine',
    '<html><head><script>location.href="/"</script></head><body></body></html>',
    null,
  ],
]

for (const [title, text, expected] of table) {
  test(title, () => {
    const found = softFailure({ url: 'https://www.gov.test/page?s=1', text, outline: outlineOf(load(text)) })
    const said = found instanceof StepFailure ? `${found.layer}/${found.code}` : (found?.code ?? null)
    assert.equal(said, expected)
    if (found instanceof StepFailure) assert.equal(found.target, 'https://www.gov.test/page')
  })
}
