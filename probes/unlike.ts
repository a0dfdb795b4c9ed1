import { bareUrl } from './checks/exchange.ts'
import type { Page } from './flow.ts'

/** What to say when a page is not what was expected: where it was, and what it is titled. */
export function unlike(page: Page, code: string) {
  return { code, target: bareUrl(page.url), cause: `the page is titled "${page.title.slice(0, 80)}"` }
}
