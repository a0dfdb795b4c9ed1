import type { Page } from './flow.ts'

/** Whether the page holds a form of this id: after a submit, whether the same form came back. */
export function hasForm(page: Page, form: `#${string}`): boolean {
  return new RegExp(`<form[^>]*\\bid=["']?${form.slice(1)}\\b`).test(page.text)
}
