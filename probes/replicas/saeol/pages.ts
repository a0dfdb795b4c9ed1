// What Saeol prints.
import { escaped, form, layout, link } from '../html.ts'
import type { Person } from '../people.ts'

export const SITE = '새올행정시스템'
export const SIGNED_IN = [
  link('/', '업무 메뉴'),
  link('/resident/search', '주민등록 조회'),
  link('/petition/list', '통합민원'),
  link('/logout', '로그아웃'),
]

export const said = (message: string) => (message ? `<p role="alert">${escaped(message)}</p>` : '')

export function loginPage(csrf: string, challenge: string, message: string): string {
  const fields = [
    { name: '_csrf', value: csrf },
    { name: 'challenge', value: challenge },
    { name: 'signedChallenge', value: '' },
  ]
  const body = `${said(message)}<p>행정전자서명 인증서로 로그인하여 주십시오.</p>
${form('certificateForm', '/login', fields, '인증서 로그인')}`
  return layout(SITE, '인증서 로그인', body)
}

export function menuPage(clerk: string): string {
  const areas = AREAS.map(([name, about]) => `<li><strong>${name}</strong> ${about}</li>`).join('\n')
  return layout(
    SITE,
    '업무 메뉴',
    `<p>담당자: ${escaped(clerk)}</p><p>${link('/certificate/issue', '제증명 발급')}</p><h2>업무</h2><ul>${areas}</ul>`,
    SIGNED_IN,
  )
}

export function searchPage(csrf: string, message: string): string {
  const fields = [
    { name: '_csrf', value: csrf },
    { name: 'residentNumber', label: '주민등록번호' },
  ]
  return layout(
    SITE,
    '주민등록 조회',
    said(message) + form('residentForm', '/resident/search', fields, '조회'),
    SIGNED_IN,
  )
}

export function residentPage(person: Person, id: string): string {
  const rows = person.household.map(
    (one) => `<tr><td>${escaped(one.relation)}</td><td>${escaped(one.name)}</td><td>${one.born}</td></tr>`,
  )
  const body = `<p>성명: ${escaped(person.name)}</p><p>주소: ${escaped(person.address)}</p>
<table><thead><tr><th>관계</th><th>성명</th><th>생년월일</th></tr></thead><tbody>${rows.join('')}</tbody></table>
<p>${link(`/certificate/issue?resident=${id}`, '제증명 발급')}</p>
<p>${link(`/seal/identity?resident=${id}`, '인감증명 발급')}</p>`
  return layout(SITE, '주민등록표', body, SIGNED_IN)
}

export function issuePage(csrf: string, resident: string | null): string {
  if (!resident) return layout(SITE, '제증명 발급', said('대상자를 먼저 조회하십시오.'), SIGNED_IN)
  const fields = [
    { name: '_csrf', value: csrf },
    { name: 'resident', value: resident },
    { name: 'certificateType', value: '등본', label: '증명 종류' },
    { name: 'copies', value: '1', label: '부수' },
    { name: 'reason', value: '본인 신청', label: '신청 사유' },
  ]
  return layout(SITE, '제증명 발급', form('issueForm', '/certificate/issue', fields, '발급'), SIGNED_IN)
}

const AREAS = [
  ['민원', '민원 접수와 처리, 제증명 발급, 어디서나민원 신청을 다룹니다.'],
  ['주민', '주민등록 조회와 전입 처리, 인감 사무를 다룹니다.'],
  ['기획', '주요 업무 계획과 성과, 의회 요구 자료를 다룹니다.'],
  ['보건', '의약업소와 공중위생업소의 신고와 점검을 다룹니다.'],
  ['농업', '농지 취득과 농업경영체, 직불금 신청을 다룹니다.'],
  ['도로교통', '도로 점용과 주정차 단속, 교통유발부담금을 다룹니다.'],
  ['공유재산', '공유재산의 대장과 대부, 매각을 다룹니다.'],
  ['환경', '배출시설의 허가와 신고, 환경개선부담금을 다룹니다.'],
]
