// Fills in a form and sends it off as a person does: the real fields, the real button.
import type { Page as BrowserPage, ElementHandle } from 'playwright-core'
import { StepFailure } from '../../flow.ts'
import { bareUrl } from '../exchange.ts'
import { controlOf, defaultButton, kindOf, requestSubmit, setHidden } from './in-page.ts'

/**
 * Writes the fields whose value changed since the page gave them, waiting at most `ms` for each to be usable; throws
 * StepFailure `app`, code `form-missing` or `not-fillable`.
 */
export async function fillIn(
  page: BrowserPage,
  selector: string,
  before: Map<string, string>,
  fields: Map<string, string>,
  ms: number,
): Promise<ElementHandle> {
  const form = await page.$(selector)
  if (!form) throw unusable(page, 'form-missing', `the form ${selector} is still on the page`, 'it has gone')
  for (const [name, value] of fields) if (before.get(name) !== value) await fillOne(page, form, name, value, ms)
  return form
}

/** Presses the form's default button; throws StepFailure `app`, code `not-clickable`. */
export async function send(page: BrowserPage, form: ElementHandle, ms: number): Promise<void> {
  const button = (await form.evaluateHandle(defaultButton as never)).asElement()
  if (!button) {
    await form.evaluate(requestSubmit as never)
    return
  }
  await usable(page, 'not-clickable', 'the button of the form can be pressed', ms, () =>
    button.click({ timeout: ms, noWaitAfter: true }),
  )
}

/** Runs one act of a hand; Playwright's words may hold the value that was written, and are not passed on. */
export async function usable<T>(
  page: BrowserPage,
  code: string,
  expectation: string,
  ms: number,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act()
  } catch (error) {
    const [words = ''] = (error as Error).message.split('\n')
    const why = /not visible|outside of the viewport|intercepts pointer|not enabled|not editable/.exec(
      String(error),
    )?.[0]
    if (/closed|crashed/i.test(words)) throw error
    throw unusable(
      page,
      code,
      expectation,
      `within ${ms / 1000} s nobody could: ${why ?? 'it cannot be found or used'}`,
    )
  }
}

async function fillOne(page: BrowserPage, form: ElementHandle, name: string, value: string, ms: number): Promise<void> {
  const control = (await form.evaluateHandle(controlOf as never, { name, value })).asElement()
  if (!control) throw unusable(page, 'not-fillable', `the field ${name} is still in the form`, 'it has gone')
  const kind = (await control.evaluate(kindOf as never)) as string
  await usable(page, 'not-fillable', `the field ${name} can be filled in`, ms, async () => {
    if (kind === 'hidden') await control.evaluate(setHidden as never, value)
    else if (kind === 'select') await control.selectOption(value, { timeout: ms })
    else if (kind === 'checkbox' || kind === 'radio') await control.check({ timeout: ms })
    else await control.fill(value, { timeout: ms })
  })
}

function unusable(page: BrowserPage, code: string, expectation: string, cause: string): StepFailure {
  return new StepFailure({ layer: 'app', code, target: bareUrl(page.url()), expectation, cause })
}
