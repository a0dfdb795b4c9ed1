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
