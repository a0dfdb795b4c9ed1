// What Saeol prints on the way to a seal certificate (인감증명): first the person is checked, then it is issued.
import { form, layout } from '../html.ts'
import { SIGNED_IN, SITE, said } from './pages.ts'

export function identityPage(csrf: string, resident: string | null, message: string): string {
  if (!resident) return layout(SITE, '인감증명 발급', said('대상자를 먼저 조회하십시오.'), SIGNED_IN)
  const fields = [
    { name: '_csrf', value: csrf },
    { name: 'resident', value: resident },
    { name: 'identification', value: '주민등록증', label: '확인한 신분증' },
    { name: 'checkedName', label: '신분증의 성명' },
  ]
  const body = `${said(message)}<p>인감증명은 본인 확인을 한 뒤에 발급합니다.</p>
${form('identityForm', '/seal/identity', fields, '본인 확인')}`
  return layout(SITE, '인감증명 발급', body, SIGNED_IN)
}

export function sealPage(csrf: string, resident: string): string {
  const fields = [
    { name: '_csrf', value: csrf },
    { name: 'resident', value: resident },
    { name: 'copies', value: '1', label: '부수' },
    { name: 'purpose', value: '일반용', label: '용도' },
  ]
  const body = `<p>본인 확인을 마쳤습니다.</p>
${form('sealForm', '/seal/issue', fields, '발급')}`
  return layout(SITE, '인감증명 발급', body, SIGNED_IN)
}
