// The comparison as JUnit XML, for programs that build and release: one suite a flow, a case each for outcome, time and document.
import type { Comparison, Finding } from './compare.ts'

const KINDS = ['outcome', 'timing', 'document'] as const

/** `refused`: flows that were not run, and why. */
export function toJunit(name: string, comparisons: Comparison[], refused: { flow: string; why: string }[]): string {
  const suites = [
    ...comparisons.map((one) =>
      suite(
        one.flow,
        KINDS.flatMap((kind) => {
          const finding = one[kind]
          return finding ? [{ kind, finding }] : []
        }),
      ),
    ),
    ...refused.map(({ flow, why }) => suite(flow, [{ kind: 'outcome', finding: { verdict: 'unknown', says: [why] } }])),
  ]
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${escaped(name)}">\n${suites.join('\n')}\n</testsuites>\n`
}

type Case = { kind: string; finding: Finding }

function suite(flow: string, cases: Case[]): string {
  const count = (verdict: Finding['verdict']) => cases.filter(({ finding }) => finding.verdict === verdict).length
  const attributes = `name="${escaped(flow)}" tests="${cases.length}" failures="${count('regression')}" errors="0" skipped="${count('unknown')}"`
  const lines = cases.map(({ kind, finding }) => testCase(flow, kind, finding))
  return [`  <testsuite ${attributes}>`, ...lines, '  </testsuite>'].join('\n')
}

function testCase(flow: string, kind: string, { verdict, says }: Finding): string {
  const open = `    <testcase classname="${escaped(flow)}" name="${kind}"`
  if (verdict === 'same') return `${open}/>`
  const message = `message="${escaped(says[0] ?? '')}"`
  const inside =
    verdict === 'unknown'
      ? `<skipped ${message}/>`
      : `<failure type="regression" ${message}>${escaped(says.join('\n'))}</failure>`
  return `${open}>${inside}</testcase>`
}

const NAMES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** XML 1.0 §2.2 has no place for most control characters and for halves of surrogate pairs, escaped or not. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"]/g, (sign) => NAMES[sign] ?? sign)
}
