// What the web report front prints.
import { escaped, layout, link } from '../html.ts'

const SITE = '119 다매체 신고'
const CATEGORIES = ['화재', '구조', '구급', '생활안전']

export function reportPage(csrf: string): string {
  const options = ['<option value="">선택하십시오</option>', ...CATEGORIES.map((one) => `<option>${one}</option>`)]
  const body = `<p>전화로 신고할 수 없을 때 이용하십시오. 거짓 신고는 처벌받습니다.</p>
<form id="reportForm" method="post" action="/report">
<input type="hidden" name="_csrf" value="${escaped(csrf)}">
<p><label for="category">신고 분야</label> <select name="category" id="category">${options.join('')}</select></p>
<p><label for="location">신고 위치</label> <input type="text" name="location" id="location" value=""></p>
<p><label for="content">신고 내용</label> <textarea name="content" id="content"></textarea></p>
<p><label for="phone">연락처</label> <input type="text" name="phone" id="phone" value=""></p>
<button type="submit">신고하기</button></form>`
  return layout(SITE, '119 웹 신고', body, [link('/', '웹 신고'), link('/guide', '신고 요령')])
}

export function takenPage(): string {
  return layout(SITE, '신고 접수', '<p>신고가 접수되었습니다.</p>')
}
