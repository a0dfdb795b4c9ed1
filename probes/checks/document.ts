import { createHash } from 'node:crypto'
import { StepFailure } from '../flow.ts'
import type { DocumentEvidence } from '../result.ts'
import { squeeze } from '../squeeze.ts'
import { readIssueTime } from './issue-time.ts'
import { readPdf } from './pdf.ts'
import { checkSignature } from './signature.ts'

export type DocumentCheck = {
  /** The document's title, e.g. 주민등록표(등본) */
  title: string
  /** The test person's name that must be printed. */
  holder: string
  numberPattern: RegExp
  /** Issue time must lie between these, UTC milliseconds. */
  issuedAfter: number
  issuedBefore: number
  /** Path of a PEM file with the CAs of those who sign; then every document has to be signed. */
  signers?: string | undefined
}

/** Whether a document came in an earlier run already. */
export type IsCopy = (document: { number: string; sha256: string }) => boolean

/** What is read from an issued PDF. `number` stays in memory for the verification step and is never reported. */
export type IssuedDocument = { number: string; evidence: DocumentEvidence }

/**
 * Checks an issued PDF: whole, readable, the right document of the right person, numbered, issued just now.
 * Fails in layer `document` with code `empty`, `not-a-pdf`, `truncated`, `no-text`, `wrong-document`, `wrong-holder`,
 * `number-missing`, `previous-copy` or `not-issued-now`, or with a code of `checkSignature`. Nothing that the document says goes into an error
 * or the evidence.
 */
export async function checkDocument(
  bytes: Uint8Array,
  expected: DocumentCheck,
  isCopy: IsCopy = () => false,
): Promise<IssuedDocument> {
  checkEnvelope(bytes)
  const pdf = await readPdf(bytes).catch((error: unknown) => {
    throw failure(
      'not-a-pdf',
      'a PDF that can be opened',
      `the file begins and ends like a PDF but cannot be read (${nameOf(error)})`,
    )
  })
  const compact = squeeze(pdf.text)
  if (pdf.pages === 0 || compact === '') {
    throw failure('no-text', 'at least one page with text', `${pdf.pages} pages without any text`)
  }
  if (!compact.includes(squeeze(expected.title))) {
    throw failure('wrong-document', `a document titled ${expected.title}`, 'this title is not printed on it')
  }
  if (!compact.includes(squeeze(expected.holder))) {
    throw failure('wrong-holder', 'a document of the test person', 'the name of the test person is not printed on it')
  }
  const number = findNumber(pdf.text, expected.numberPattern)
  if (!number)
    throw failure('number-missing', 'a document number of the known shape', 'no such number is printed on it')
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  if (isCopy({ number, sha256 })) {
    const cause = 'its number or its bytes are those of a document of an earlier run'
    throw failure('previous-copy', 'a document that no earlier run got', cause)
  }
  const issuedAt = checkIssueTime(pdf.text, expected)
  checkSignature(bytes, expected)
  return { number, evidence: { sha256, bytes: bytes.length, pages: pdf.pages, numberShape: shapeOf(number), issuedAt } }
}

function checkEnvelope(bytes: Uint8Array): void {
  if (bytes.length === 0) throw failure('empty', 'a PDF', 'the answer has no bytes')
  const start = Buffer.from(bytes.subarray(0, 1024)).toString('latin1')
  if (!start.includes('%PDF-')) {
    const like = /^\s*</.test(start) ? 'it looks like a web page' : `it begins with other bytes`
    throw failure('not-a-pdf', 'a PDF (%PDF…%%EOF)', `${like} (${bytes.length} bytes)`)
  }
  const end = Buffer.from(bytes.subarray(-1024)).toString('latin1')
  if (!end.includes('%%EOF'))
    throw failure('truncated', 'a whole PDF', `its end is missing after ${bytes.length} bytes`)
}

function checkIssueTime(text: string, { issuedAfter, issuedBefore }: DocumentCheck): number {
  const issued = readIssueTime(text)
  const expectation = 'an issue time within this run'
  if (!issued) throw failure('not-issued-now', expectation, 'no issue time is printed on it')
  if (issued.at + issued.precisionMs <= issuedAfter || issued.at > issuedBefore) {
    const seconds = Math.round((issued.at - (issued.at > issuedBefore ? issuedBefore : issuedAfter)) / 1000)
    const off = seconds > 0 ? `${seconds} s after the run` : `${-seconds} s before the run`
    throw failure('not-issued-now', expectation, `the printed issue time is ${off}`)
  }
  return issued.at
}

/** Tried on the text, on its words (for anchored patterns), then without any space. */
function findNumber(text: string, pattern: RegExp): string | null {
  const search = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''))
  const folded = text.normalize('NFKC').replace(/[‐-―−]/g, '-')
  for (const candidate of [folded, ...folded.split(/[\s:：]+/), squeeze(folded)]) {
    const found = search.exec(candidate)
    if (found) return found[0].trim()
  }
  return null
}

/** Each digit as 9, each letter as A. */
function shapeOf(number: string): string {
  return number
    .replace(/\p{Nd}/gu, '9')
    .replace(/\p{L}/gu, 'A')
    .slice(0, 60)
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown error'
}

function failure(code: string, expectation: string, cause: string): StepFailure {
  return new StepFailure({ layer: 'document', code, target: 'the issued document', expectation, cause })
}
