// Answers that any of the replicas may give instead of what was asked for.
import { bare } from './html.ts'
import { type Answer, page } from './web.ts'

/** Status 200, as the originals do it. */
export function missingPage(): Answer {
  return page(
    bare('페이지를 찾을 수 없습니다', '주소가 바뀌었거나 삭제되었습니다. 주소를 다시 확인해 주시기 바랍니다.'),
  )
}

export function forbiddenPage(): Answer {
  return page(bare('잘못된 접근입니다', '화면을 새로 고친 뒤 다시 시도해 주시기 바랍니다.'), 403)
}

export function overloadedPage(): Answer {
  return page(bare('서비스를 일시적으로 이용할 수 없습니다', '잠시 후 다시 이용해 주시기 바랍니다.'), 503)
}

export function queuePage(): Answer {
  return page(bare('접속 대기 중입니다', '대기 인원 12,408명 · 예상 대기 시간 21분. 이 화면을 닫지 마십시오.'))
}

export function noticePage(): Answer {
  return page(
    bare('시스템 점검 안내', '시스템 점검으로 서비스 이용이 제한되고 있습니다. 이용에 불편을 드려 죄송합니다.'),
  )
}

export function captchaPage(): Answer {
  return page(
    bare('자동입력 방지', '아래 그림의 보안문자를 입력하여 주십시오.').replace(
      '</body>',
      '<form method="post"><img id="captchaImage" src="/captcha.png" alt="보안문자"><input name="captcha"><button>확인</button></form></body>',
    ),
  )
}

/** What a firewall in front of a site answers, with status 200. */
export function blockPage(): Answer {
  return page(bare('접근이 차단되었습니다', '비정상적인 접근이 감지되어 요청이 차단되었습니다. 사건 번호: 0000'))
}

export function rateLimitedPage(): Answer {
  return page(bare('요청이 너무 많습니다', '잠시 후 다시 시도해 주십시오.'), 429, { 'retry-after': '120' })
}

/** The first part of a page, as a server sends it that breaks while it writes one. */
export function halfOf(answer: Answer): Answer {
  const isPage = /html/.test(String(answer.headers['content-type'] ?? '')) && typeof answer.body === 'string'
  return isPage ? { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length * 0.4)) } : answer
}
