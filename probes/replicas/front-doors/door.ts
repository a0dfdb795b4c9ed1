// One front page, as its entry says that it must look.
import type { FrontDoor } from '../../front-doors/front-doors.ts'
import { missingPage } from '../common-pages.ts'
import { escaped, layout, link } from '../html.ts'
import { page, type Site } from '../web.ts'

export function doorSite({ name, url, title, words }: FrontDoor): Site {
  const front = new URL(url).pathname
  return (visit) =>
    visit.method === 'GET' && visit.path === front ? page(frontPage(name, title[0] ?? name, words)) : missingPage()
}

function frontPage(name: string, title: string, words: string[]): string {
  const tasks = words.map((word) => `<li>${link(`#${word}`, word)}</li>`).join('\n')
  const body = `<p>${escaped(name)} 누리집입니다. 필요한 업무를 선택하십시오.</p>
<ul>${tasks}</ul>
<form id="searchForm" method="get" action="/search"><label for="query">검색</label> <input type="text" name="query" id="query">
<button type="submit">검색</button></form>`
  return layout(name, title, body, [link('/login', '로그인'), link('/guide', '이용 안내')])
}
