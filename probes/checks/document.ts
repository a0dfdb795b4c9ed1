import type { DocumentEvidence } from '../result.ts'

export type DocumentCheck = {
  /** The document's title, e.g. 주민등록표(등본) */
  title: string
  /** The test person's name that must be printed. */
  holder: string
  numberPattern: RegExp
  /** Issue time must lie between these, UTC milliseconds. */
  issuedAfter: number
  issuedBefore: number
}

/** What is read from an issued PDF. `number` stays in memory for the verification step and is never reported. */
export type IssuedDocument = { number: string; evidence: DocumentEvidence }
