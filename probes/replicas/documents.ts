// Issued documents: real PDFs with Korean text, and the register of the numbers printed on them.
import type { IsOn } from './part.ts'
import { OTHER_PERSON, type Person } from './people.ts'
import { makePrinter } from './print.ts'
import type { RandomBytes } from './sessions.ts'
import { type Sign, signPdf } from './sign-pdf.ts'

export type Issued = { number: string; holder: string; title: string; issuedAt: number }
export type IssueFaults = {
  empty: boolean
  wrong: boolean
  unregistered: boolean
  /** The document of somebody else, of the title that was asked for. */
  wrongHolder: boolean
  /** Its end is missing. */
  cut: boolean
  /** The bytes that this holder got for this title before, if any. */
  again: boolean
  /** Signed as if it said something else. */
  badSignature: boolean
  unsigned: boolean
  /** Signed by somebody whom no authority vouches for. */
  stranger: boolean
  /** Signed at another time than it was issued. */
  wrongTime: boolean
}
export type DocumentOffice = {
  /** `title` is 주민등록표(등본) unless said otherwise. */
  issue: (holder: Person, office: string, faults: IssueFaults, title?: string) => Promise<Uint8Array>
  /** What was issued under this number to this holder; `null` when nothing was. */
  find: (number: string, holder: string) => Issued | null
}

type OfficeParts = { now: () => number; random: RandomBytes; sign: Sign; signStrangely: Sign }

const LATE_MS = 3_600_000
const VALID_MS = 90 * 86_400_000
/** More than the last 1024 bytes, within which the end of a PDF is looked for. */
const CUT_BYTES = 4096
const FULL_COPY = '주민등록표(등본)'
const EXTRACT = '주민등록표(초본)'

/** What a service does wrong in issuing, by its faults that are on. */
export function issueFaults(isOn: IsOn): IssueFaults {
  return {
    empty: isOn('empty-pdf'),
    wrong: isOn('wrong-document'),
    unregistered: isOn('unverifiable-number'),
    wrongHolder: isOn('wrong-holder'),
    cut: isOn('truncated-pdf'),
    again: isOn('previous-copy'),
    badSignature: isOn('bad-signature'),
    unsigned: isOn('document-unsigned'),
    stranger: isOn('untrusted-signer'),
    wrongTime: isOn('wrong-timestamp'),
  }
}

/** `sign`: as the office does; `signStrangely`: as somebody does whom nobody knows. */
export function makeDocumentOffice(parts: OfficeParts): DocumentOffice {
  const register = new Map<string, Issued>()
  const print = makePrinter()
  const handedOut = new Map<string, Uint8Array>()
  return {
    issue: async (asked, office, faults, wanted = FULL_COPY) => {
      if (faults.empty) return new Uint8Array(0)
      const holder = faults.wrong || faults.wrongHolder ? OTHER_PERSON : asked
      const title = faults.wrong ? EXTRACT : wanted
      const sheet = `${title} ${holder.name}`
      const before = handedOut.get(sheet)
      if (faults.again && before) return before
      const issued = { number: makeNumber(parts.random), holder: holder.name, title, issuedAt: parts.now() }
      if (!faults.unregistered) register.set(issued.number, issued)
      forgetOld(register, parts.now())
      const printed = await print({ title, office, holder }, issued)
      const bytes = faults.unsigned ? printed : await signed(printed, faults, issued.issuedAt, parts)
      handedOut.set(sheet, bytes)
      return faults.cut ? bytes.subarray(0, -CUT_BYTES) : bytes
    },
    find: (number, holder) => {
      const found = register.get(number)
      return found && found.holder === holder && parts.now() - found.issuedAt < VALID_MS ? found : null
    },
  }
}

function signed(
  printed: Uint8Array,
  { badSignature, stranger, wrongTime }: IssueFaults,
  at: number,
  { sign, signStrangely }: OfficeParts,
): Promise<Uint8Array> {
  const signer = stranger ? signStrangely : sign
  return signPdf(printed, badSignature ? signOther(signer) : signer, wrongTime ? at - LATE_MS : at)
}

function signOther(sign: Sign): Sign {
  return (content, at) => sign(Buffer.concat([content, Buffer.from(' ')]), at)
}

function makeNumber(random: RandomBytes): string {
  const digits = [...random(16)].map((byte) => byte % 10).join('')
  return digits.replace(/(\d{4})(?=\d)/g, '$1-')
}

function forgetOld(register: Map<string, Issued>, now: number): void {
  for (const [number, issued] of register) {
    if (now - issued.issuedAt < VALID_MS && register.size <= 10_000) return
    register.delete(number)
  }
}
