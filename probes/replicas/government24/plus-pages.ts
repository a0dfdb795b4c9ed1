// What plus prints.

import { escaped, form, link, layout as sheet } from '../html.ts'
import { TEST_PERSON } from '../people.ts'
import { koreanTime } from '../print.ts'
import { DIRECTORY } from './directory.ts'
import { METHODS } from './login-pages.ts'
import { PAPERS, type Paper } from './papers.ts'

export type Application = { id: string; appliedAt: number; reads: number; service: string; title: string }

const SITE = '정부24+'
export const APPLY = '/minwon/apply/applyMinwonForm/'

const said = (message: string) => (message ? `<p role="alert">${escaped(message)}</p>` : '')

export function loginPage(csrf: string, message: string): string {
  const fields = [
    { name: '_csrf', value: csrf },
    { name: 'userId', label: '아이디' },
    { name: 'userPwd', label: '비밀번호', type: 'password' as const },
  ]
  const other = `<ul>${METHODS.map(([path, name]) => `<li>${link(path, name)}</li>`).join('')}</ul>`
  return layout(
    SITE,
    '로그인',
    `${said(message)}${form('loginForm', '/login', fields, '로그인')}<h2>다른 방법</h2>${other}`,
  )
}

export function reminderPage(csrf: string): string {
  const body = `<p>비밀번호를 변경한 지 6개월이 지났습니다. 회원정보를 확인해 주십시오.</p>
${form('laterForm', '/infoConfirmation', [{ name: '_csrf', value: csrf }], '다음에 변경하기')}`
  return layout(SITE, '개인정보 확인', body)
}

/** Shown to whoever comes from an unknown place: only a person with a phone gets past it. */
export function strangerPage(): string {
  return layout(
    SITE,
    '추가 인증이 필요합니다',
    '<p>새로운 기기에서 접속하셨습니다. 휴대전화로 추가 인증을 완료하여 주십시오.</p>',
  )
}

export function nonMemberPage(csrf: string, message: string): string {
  const fields = [
    { name: '_csrf', value: csrf },
    { name: 'userName', label: '성명' },
    { name: 'residentNumber', label: '주민등록번호' },
  ]
  const body = `${said(message)}<p>회원이면 ${link('/login', '회원 로그인')} 후 신청할 수 있습니다.</p>
${form('nonMemberForm', '/nlogin/loginNonMember', fields, '확인')}`
  return layout(SITE, '비회원 신청', body)
}

export function memberPage(name: string): string {
  const papers = Object.values(PAPERS).map(({ code, service }) => link(`${APPLY}?cappBizCd=${code}&tpSeq=01`, service))
  return layout(
    SITE,
    'MyGOV',
    `<p>${escaped(name)}님, 안녕하십니까.</p>
<p>${papers.join(' · ')}</p>`,
    memberMenu(),
  )
}

export function applyPage(csrf: string, { code, service, kinds }: Paper, message = ''): string {
  const fields = [
    { name: '_csrf', value: csrf },
    { name: 'cappBizCd', value: code },
    { name: 'tpSeq', value: '01' },
    { name: 'issueType', value: kinds[0]?.[0] ?? '', label: '발급 유형' },
    { name: 'includeHistory', value: 'N', label: '과거의 주소 변동 사항 포함' },
    { name: 'receiveMethod', value: '온라인발급(본인출력)', label: '수령 방법' },
  ]
  const notes = NOTES.map((note) => `<li>${note}</li>`).join('\n')
  const body = `${said(message)}<p>신청인: ${escaped(TEST_PERSON.name)}</p><p>주민등록상 주소: ${escaped(TEST_PERSON.address)}</p>
${form('applyForm', APPLY, fields, '민원신청하기')}<h2>유의사항</h2><ul>${notes}</ul>`
  return layout(SITE, `${service} 신청`, body, memberMenu())
}

export function resultsPage(applications: Application[]): string {
  const rows = applications.map((one) => {
    const done = one.reads > 0
    const action = done ? link(`/mypage/document?id=${one.id}`, '문서출력') : '-'
    return `<tr><td>${koreanTime(one.appliedAt)}</td><td>${one.service}</td><td>${done ? '처리완료' : '처리중'}</td><td>${action}</td></tr>`
  })
  const none = '<tr><td colspan="4">신청내역이 없습니다</td></tr>'
  const body = `<table><thead><tr><th>신청일시</th><th>민원명</th><th>처리상태</th><th>출력</th></tr></thead>
<tbody>${rows.join('') || none}</tbody></table>`
  return layout(SITE, '나의 신청내역', body, memberMenu())
}

function memberMenu(): string[] {
  return [link('/mypage/mbrAplySrvcList', '나의 신청내역'), link('/logout', '로그아웃')]
}

const NOTES = [
  '등본은 세대 전체의 주민등록 사항을, 초본은 개인의 주민등록 사항을 증명하는 서류이므로 제출처에 먼저 확인하십시오.',
  '온라인으로 발급한 문서는 발급일부터 90일 동안 문서확인번호로 진위를 확인할 수 있습니다.',
  '프린터의 상태를 미리 확인하십시오. 출력이 중간에 끊긴 때에는 신청내역에서 다시 출력할 수 있습니다.',
  '다른 사람의 개인정보를 이용하여 부정하게 발급받은 사람은 관계 법령에 따라 처벌을 받을 수 있습니다.',
  '세대주와의 관계, 세대 구성 사유, 전입일과 변동 사유, 동거인 표시 여부는 신청할 때 고를 수 있습니다.',
  '주민등록번호 뒷자리는 신청인이 선택한 때에만 표시되며, 선택하지 않으면 가려진 상태로 발급됩니다.',
  '발급된 문서를 위조하거나 변조하여 사용하면 법적 책임을 질 수 있으니 원본 그대로 제출하십시오.',
  '발급이 지연될 때에는 가까운 주민센터나 무인민원발급기에서도 같은 서류를 발급받을 수 있습니다.',
]

function layout(site: string, heading: string, body: string, entries: string[] = []): string {
  return sheet(site, heading, `${body}\n${DIRECTORY}`, entries)
}
