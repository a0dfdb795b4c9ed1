// The petition desk (통합민원): a petition that says itself that it is a test is taken in, found again, and withdrawn. What a
// run that was cut off left behind is withdrawn by a later one.
import { type Flow, Inconclusive, type Page, type StepContext, step } from '../flow.ts'
import { identityOf } from '../identity-of.ts'
import { unlike } from '../unlike.ts'
import { logIn, openLoginPage } from './steps.ts'

const TITLE = '[시험] 시스템 점검용 민원'
const CONTENT = '시스템 점검을 위한 시험 민원입니다. 처리하지 마십시오. 곧 취하합니다.'
/** `targets.saeol.codes.receiptNumber` says the exact shape. */
const RECEIPT_NUMBER = '\\d[\\d-]{6,}\\d'
const MOST_LEFTOVERS = 5
/** Far beyond the end of any run: whatever is younger may be another agent's, which is not done with it yet. */
const LEFT_AFTER_MS = 15 * 60_000
const LISTED = /(\S+) \[시험\] 시스템 점검용 민원 (\S+)/g

const clearLeftovers = step('leftovers', async (context) => {
  const { session, recall, keep, expect, now } = context
  const list = await session.get(recall<Page>('menu').link('통합민원'))
  const left = leftovers(await search(context, list, TITLE), now()).slice(0, MOST_LEFTOVERS)
  for (const number of left) await withdraw(context, number, (await search(context, list, number)).link(number))
  expect('what earlier runs left behind is withdrawn', true, unlike(list, 'leftovers'))
  keep('list', list)
})

const takeIn = step('take_in', async (context) => {
  const { session, recall, keep, expect, now } = context
  const form = (await session.get(recall<Page>('list').link('통합민원 접수'))).form('#petitionForm')
  const title = `${TITLE} ${new Date(now()).toISOString()}`
  form.set('applicant', identityOf(context).name).set('title', title).set('content', CONTENT)
  const receipt = await session.submit(form)
  expect('the petition is taken in', /접수되었|접수 완료/.test(receipt.visible), unlike(receipt, 'not-taken-in'))
  const number = numberIn(context, receipt)
  expect('a receipt number of the known shape is shown', number !== '', unlike(receipt, 'number-missing'))
  keep('number', number)
})

const findAgain = step('find', async (context) => {
  const { recall, keep, expect } = context
  const number = recall<string>('number')
  const found = await search(context, recall<Page>('list'), number)
  const isListed = numberIn(context, found) === number && found.visible.includes(TITLE)
  expect('the petition just taken in is listed', isListed, {
    ...unlike(found, 'petition-missing'),
    cause: 'a petition taken in a moment ago is not listed under its number',
  })
  keep('way to it', found.link(number))
})

const withdrawIt = step('withdraw', async (context) => {
  await withdraw(context, context.recall<string>('number'), context.recall<string>('way to it'))
})

/** Looks for `words` through the form of the list. */
function search({ session }: StepContext, list: Page, words: string): Promise<Page> {
  return session.submit(list.form('#listForm').set('words', words))
}

/** Numbers of test petitions that no run can still be busy with. */
function leftovers(list: Page, now: number): string[] {
  return [...list.visible.matchAll(LISTED)]
    .filter(([, , at]) => now - Date.parse(at ?? '') > LEFT_AFTER_MS)
    .map(([, number = '']) => number)
}

/** Withdraws a test petition of ours; nobody else's is ever touched. */
async function withdraw(context: StepContext, number: string, address: string): Promise<void> {
  const { session, recall, expect } = context
  const detail = await session.get(address)
  const isOurs = detail.visible.includes(TITLE) && detail.visible.includes(identityOf(context).name)
  expect('the petition to withdraw is our own test', isOurs, unlike(detail, 'wrong-petition'))
  const done = await session.submit(detail.form('#withdrawForm'))
  expect('the petition is withdrawn', done.visible.includes('취하되었'), unlike(done, 'not-withdrawn'))
  const list = await search(context, await session.get(recall<Page>('menu').link('통합민원')), number)
  expect('it is no longer listed', !list.visible.includes(TITLE), unlike(list, 'not-withdrawn'))
}

/** The first receipt number on a page, or nothing. */
function numberIn({ target }: StepContext, page: Page): string {
  const shape = target.codes?.receiptNumber ?? RECEIPT_NUMBER
  try {
    const pattern = new RegExp(shape)
    return page.visible.split(/[\s:：]+/).find((word) => pattern.test(word)) ?? ''
  } catch {
    throw new Inconclusive('settings', 'targets.saeol.codes.receiptNumber is no regular expression; mend it')
  }
}

export const civilPetitions: Flow = {
  id: 'saeol/civil-petitions',
  component: 'saeol/civil-petitions',
  service: 'saeol',
  tier: 'authorised',
  everySeconds: 300,
  timeoutSeconds: 90,
  slowAfterSeconds: 20,
  issues: true,
  steps: [openLoginPage, logIn, clearLeftovers, takeIn, findAgain, withdrawIt],
}
