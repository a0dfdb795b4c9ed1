// What the petition desk prints.
import { escaped, form, layout, link } from '../html.ts'
import { SIGNED_IN, SITE, said } from './pages.ts'
import type { Petition } from './petitions.ts'

export function newPage(csrf: string, message: string): string {
  const fields = [
    { name: '_csrf', value: csrf },
    { name: 'petitionType', value: '기타', label: '민원 종류' },
    { name: 'applicant', label: '신청인' },
    { name: 'title', label: '민원 제목' },
    { name: 'content', label: '민원 내용' },
  ]
  return layout(SITE, '통합민원 접수', said(message) + form('petitionForm', '/petition', fields, '접수'), SIGNED_IN)
}

export function receiptPage(number: string): string {
  const body = `<p>민원이 접수되었습니다.</p><dl><dt>접수번호</dt><dd id="receiptNumber">${number}</dd></dl>
<p>${link('/petition/list', '접수 목록')}</p>`
  return layout(SITE, '접수 완료', body, SIGNED_IN)
}

/** Newest first; what is withdrawn is no longer listed. */
export function listPage(words: string, petitions: Petition[]): string {
  const rows = petitions
    .filter(({ withdrawn }) => !withdrawn)
    .slice(0, 20)
    .map(({ number, title, applicant }) => {
      const way = link(`/petition/detail?number=${number}`, number)
      return `<tr><td>${way}</td><td>${escaped(title)}</td><td>${escaped(applicant)}</td></tr>`
    })
  const table = `<table><thead><tr><th>접수번호</th><th>제목</th><th>신청인</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
  const body = `<form id="listForm" method="get" action="/petition/list">
<label for="words">접수번호 또는 제목</label> <input type="text" name="words" id="words" value="${escaped(words)}">
<button type="submit">조회</button></form>
${rows.length > 0 ? table : said('조회된 민원이 없습니다.')}
<p>${link('/petition/new', '통합민원 접수')}</p>`
  return layout(SITE, '접수 목록', body, SIGNED_IN)
}

export function detailPage(csrf: string, { number, title, applicant, withdrawn }: Petition): string {
  const facts = `<dl><dt>접수번호</dt><dd>${number}</dd><dt>제목</dt><dd>${escaped(title)}</dd>
<dt>신청인</dt><dd>${escaped(applicant)}</dd><dt>처리 상태</dt><dd>${withdrawn ? '취하' : '접수'}</dd></dl>`
  const fields = [
    { name: '_csrf', value: csrf },
    { name: 'number', value: number },
  ]
  const way = withdrawn ? '' : form('withdrawForm', '/petition/withdraw', fields, '취하')
  return layout(SITE, '민원 상세', facts + way, SIGNED_IN)
}

export function withdrawnPage(number: string): string {
  return layout(SITE, '민원 취하', `<p>민원 ${number}이 취하되었습니다.</p>`, SIGNED_IN)
}

export function unknownPage(): string {
  return layout(SITE, '민원 상세', said('조회된 민원이 없습니다.'), SIGNED_IN)
}
