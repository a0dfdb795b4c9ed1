import { bareUrl } from './checks/exchange.ts'
import type { IssuedDocument, Page, StepContext } from './flow.ts'
import { identityOf } from './identity-of.ts'

const NUMBER = '\\d{4}-\\d{4}-\\d{4}-\\d{4}'
/** Clocks of issuing offices differ from ours, and documents print seconds. */
const SLACK_MS = 120_000

/** Checks the PDF that a page turned out to be: this document, of the test person, issued since `since` (UTC ms). */
export function checkIssued(context: StepContext, page: Page, title: string, since: number): Promise<IssuedDocument> {
  const isPage = /html/i.test(page.contentType)
  context.expect('the document arrives as a file, not as a page', !isPage, {
    layer: 'document',
    code: 'page-instead',
    target: bareUrl(page.url),
    cause: `a page came instead: ${page.title.slice(0, 80)}`,
  })
  return context.document(page.bytes, {
    title,
    holder: identityOf(context).name,
    numberPattern: new RegExp(context.target.documentNumberPattern ?? NUMBER),
    issuedAfter: since - SLACK_MS,
    issuedBefore: context.now() + SLACK_MS,
    signers: context.target.documentSigners,
  })
}
