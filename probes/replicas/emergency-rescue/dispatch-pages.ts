// What the dispatchers see.
import { escaped, form, layout, link } from '../html.ts'
import type { DispatchedIncident } from './incidents.ts'

const SITE = '긴급구조표준시스템'
const SIGNED_IN = [link('/', '상황판'), link('/incident/search', '출동 조회'), link('/logout', '로그아웃')]

const said = (message: string) => (message ? `<p role="alert">${escaped(message)}</p>` : '')

export function loginPage(csrf: string, message: string): string {
  const fields = [
    { name: '_csrf', value: csrf },
    { name: 'userId', label: '아이디' },
    { name: 'userPwd', label: '비밀번호', type: 'password' as const },
  ]
  return layout(SITE, '로그인', said(message) + form('dispatchForm', '/login', fields, '로그인'))
}

export function otpPage(csrf: string, message: string): string {
  const fields = [
    { name: '_csrf', value: csrf },
    { name: 'otp', label: '인증번호' },
  ]
  const body = `${said(message)}<p>OTP 인증번호 6자리를 입력하십시오.</p>${form('otpForm', '/otp', fields, '확인')}`
  return layout(SITE, 'OTP 인증', body)
}

export function menuPage(dispatcher: string): string {
  const body = `<p>${escaped(dispatcher)}님, 근무 중입니다.</p>
<ul><li>${link('/incident/search', '출동 조회')}</li></ul>
<table><thead><tr><th>분야</th><th>출동 중</th></tr></thead><tbody><tr><td>화재</td><td>0</td></tr><tr><td>구조</td><td>0</td></tr><tr><td>구급</td><td>0</td></tr></tbody></table>`
  return layout(SITE, '상황판', body, SIGNED_IN)
}

export function searchPage(csrf: string, message: string): string {
  const fields = [
    { name: '_csrf', value: csrf },
    { name: 'incidentNumber', label: '출동 번호' },
  ]
  return layout(SITE, '출동 조회', said(message) + form('incidentForm', '/incident/search', fields, '조회'), SIGNED_IN)
}

export function incidentPage({ number, kind, place, reportedAt, state }: DispatchedIncident): string {
  const body = `<dl><dt>출동 번호</dt><dd>${number}</dd><dt>구분</dt><dd>${kind}</dd><dt>신고 시각</dt><dd>${reportedAt}</dd>
<dt>위치</dt><dd>${escaped(place)}</dd><dt>상태</dt><dd>${state}</dd></dl>`
  return layout(SITE, '출동 정보', body, SIGNED_IN)
}
