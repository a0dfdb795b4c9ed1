// www: the public side. Front page, service information, verification of documents.
import { missingPage } from '../common-pages.ts'
import type { DocumentOffice } from '../documents.ts'
import { escaped, form, link, layout as sheet } from '../html.ts'
import { koreanTime } from '../print.ts'
import { type Answer, page, redirect, type Site, type Visit } from '../web.ts'
import { DIRECTORY } from './directory.ts'
import { PAPERS, type Paper, paperOf } from './papers.ts'

export type WwwParts = { office: DocumentOffice; plus: () => string }

const INFO = '/mw/AA020InfoCappView.do'
const CONFIRM = '/mw/EgovPageLink.do'

export function wwwSite(parts: WwwParts): Site {
  return (visit) => {
    switch (`${visit.method} ${visit.path}`) {
      case 'GET /':
        return page(frontPage(parts))
      case 'GET /nlogin':
        return redirect(`${parts.plus()}/login`)
      case 'GET /nlogin/loginNonMember':
        return redirect(`${parts.plus()}/nlogin/loginNonMember?${visit.query}`)
      case `GET ${INFO}`:
        return informationAnswer(parts, paperOf(visit.query.get('CappBizCD')))
      case `GET ${CONFIRM}`:
        return visit.query.get('link') === 'confirm/AA040_confirm_id' ? page(confirmPage(parts, '')) : missingPage()
      case 'POST /mw/AA040_confirm_id.do':
        return page(confirmPage(parts, verify(parts.office, visit)))
      default:
        return missingPage()
    }
  }
}

function menu(parts: WwwParts): string[] {
  return [
    link('/', '정부24'),
    link(`${parts.plus()}/login`, '로그인'),
    link(`${CONFIRM}?link=confirm/AA040_confirm_id`, '문서진위확인'),
  ]
}

function frontPage(parts: WwwParts): string {
  const services = SERVICES.map(([name, about]) => `<li><strong>${name}</strong><p>${about}</p></li>`).join('\n')
  return layout(
    '정부24',
    '정부24',
    `<p>정부서비스를 한곳에서 찾고 신청하고 발급받을 수 있습니다.</p>
<h2>자주 찾는 서비스</h2><p>${Object.values(PAPERS)
      .map(({ code, service }) => link(`${INFO}?CappBizCD=${code}`, service))
      .join(' · ')}</p>
<h2>정부서비스</h2><ul>${services}</ul>`,
    menu(parts),
  )
}

function informationAnswer(parts: WwwParts, paper: Paper | null): Answer {
  return paper ? page(informationPage(parts, paper)) : missingPage()
}

function informationPage(parts: WwwParts, { code, service, about }: Paper): string {
  return layout(
    '정부24',
    service,
    `<p>${about}</p>
<table><tr><th>신청방법</th><td>인터넷, 방문, 무인민원발급기</td></tr><tr><th>처리기간</th><td>즉시(근무시간 내 3시간)</td></tr>
<tr><th>수수료</th><td>인터넷 발급 무료</td></tr><tr><th>구비서류</th><td>없음</td></tr></table>
<p>${link(`${parts.plus()}/nlogin/loginNonMember?cappBizCd=${code}`, '발급하기')}</p>`,
    menu(parts),
  )
}

function confirmPage(parts: WwwParts, outcome: string): string {
  const groups = [1, 2, 3, 4].map((part) => ({ name: `doc_ref_no${part}`, label: `문서확인번호 ${part}` }))
  const fields = [...groups, { name: 'holder_name', label: '성명' }]
  return layout(
    '정부24',
    '문서진위확인',
    `${outcome}<p>문서에 인쇄된 문서확인번호 16자리와 성명을 입력하십시오.</p>
${form('confirmForm', '/mw/AA040_confirm_id.do', fields, '확인')}`,
    menu(parts),
  )
}

function verify(office: DocumentOffice, visit: Visit): string {
  const number = [1, 2, 3, 4].map((part) => visit.form.get(`doc_ref_no${part}`)?.trim() ?? '').join('-')
  const found = office.find(number, visit.form.get('holder_name')?.trim() ?? '')
  if (!found) return `<p class="result">일치하는 문서가 없습니다. 문서확인번호와 성명을 다시 확인하십시오.</p>`
  return `<div class="result"><p>진본 확인</p><p>${escaped(found.title)} · 문서확인번호 ${found.number}</p>
<p>성명: ${escaped(found.holder)}</p><p>발급일시: ${koreanTime(found.issuedAt)}</p></div>`
}

const SERVICES = [
  ['건축물대장 등본(초본) 발급', '건축물의 표시와 소유자 현황을 확인하는 서류를 온라인으로 열람하거나 발급받습니다.'],
  ['지방세 납세증명', '지방세를 체납하지 않았음을 확인하는 서류로 계약 대금 청구와 해외 이주 신고 등에 쓰입니다.'],
  [
    '토지(임야)대장 열람·등본 발급',
    '토지의 소재와 지번, 지목, 면적, 소유자를 확인하는 서류를 열람하거나 발급받습니다.',
  ],
  ['병적증명서 발급', '병역 의무의 이행 여부와 복무 기간 등 병적에 기록된 사항을 증명하는 서류입니다.'],
  ['장애인증명서 발급', '장애인으로 등록된 사실을 증명하며 각종 감면과 지원을 신청할 때 제출합니다.'],
  ['국민기초생활수급자 증명서 발급', '기초생활보장 급여를 받고 있음을 증명하는 서류로 급여 종류가 함께 표시됩니다.'],
  ['출입국에 관한 사실증명', '출국과 입국의 날짜와 횟수를 확인하는 서류로 본인과 위임받은 사람이 신청할 수 있습니다.'],
  ['전입신고', '새로운 거주지로 이사한 날부터 14일 이내에 주소가 바뀐 사실을 신고하는 서비스입니다.'],
  ['여권 재발급 신청', '유효기간이 지났거나 곧 끝나는 여권을 방문하지 않고 다시 신청하고 창구에서 받습니다.'],
  ['건강보험료 납부확인서', '납부한 건강보험료와 장기요양보험료를 기간별로 확인하는 서류를 발급받습니다.'],
  ['소득금액증명', '종합소득세 신고자와 연말정산한 근로소득자의 소득금액을 확인하는 국세 증명입니다.'],
  ['한부모가족 증명서 발급', '한부모가족 지원 대상임을 확인하는 서류로 주거와 교육 지원을 신청할 때 제출합니다.'],
] as const

function layout(site: string, heading: string, body: string, entries: string[] = []): string {
  return sheet(site, heading, `${body}\n${DIRECTORY}`, entries)
}
