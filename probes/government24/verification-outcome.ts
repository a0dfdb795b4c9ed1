// What the verification service says of a number: pure, on the visible text of its answer.
import { squeeze } from '../squeeze.ts'

/** `unknown`: no such document; `another-kind`, `another-holder`: genuine, but not the one that was issued. */
export type VerificationOutcome = 'genuine' | 'unknown' | 'another-kind' | 'another-holder'

const GENUINE = /진본\s*(임을|으로)?\s*확인/
const REFUSED = /일치하는\s*(문서|자료)가\s*없/
const LABEL = '(?:성명|발급\\s*대상자?|소유자|납세자|신청인)'
/** `성명: 홍길동`; without a colon only a masked name is one, since labels of the form stand on the page as well. */
const HOLDERS = new RegExp(
  `${LABEL}\\s*[:：]\\s*([\\p{L}*○●]{2,20})|${LABEL}\\s+(\\p{L}[\\p{L}*○●]*[*○●][\\p{L}*○●]*)`,
  'gu',
)

/** The holder counts where the page names one; parts of the name may be masked (`홍*동`). */
export function verificationOutcome(visible: string, issued: { title: string; holder: string }): VerificationOutcome {
  if (!GENUINE.test(visible) || REFUSED.test(visible)) return 'unknown'
  if (!squeeze(visible).includes(squeeze(issued.title))) return 'another-kind'
  const named = [...visible.matchAll(HOLDERS)].map(([, plain, masked]) => plain ?? masked ?? '')
  return named.length === 0 || named.some((name) => isName(name, issued.holder)) ? 'genuine' : 'another-holder'
}

function isName(shown: string, holder: string): boolean {
  const name = squeeze(holder)
  return shown.length === name.length && [...shown].every((sign, at) => /[*○●]/.test(sign) || sign === name[at])
}
