// Steps of the ways to log in beside name and password. Where a person has to take a phone in hand, the way ends before that.
import { bareUrl } from '../checks/exchange.ts'
import { type Page, step } from '../flow.ts'
import { hasForm } from '../has-form.ts'
import { explainRejection } from '../login-outcome.ts'
import { submitSigned } from '../sign-form.ts'
import { unlike } from '../unlike.ts'
import { plus } from './addresses.ts'
import { answerReminder, greeted } from './steps.ts'

/** Follows the link `method` of the login page; `words` must all be on the page behind it. */
export const openMethod = (method: string, words: string[]) =>
  step('method', async ({ session, recall, keep, expect }) => {
    const page = await session.get(recall<Page>('login page').link(method))
    for (const word of words) {
      expect(`the page of ${method} says ${word}`, page.visible.includes(word), unlike(page, 'wrong-page'))
    }
    keep('method', page)
  })

/** The list of private apps, and that the first of them takes requests. No request is made: it would ring somebody's phone. */
export const openProvider = step('provider', async ({ session, recall, expect }) => {
  const list = recall<Page>('method')
  const known = PROVIDERS.filter((name) => list.visible.includes(name))
  expect('at least two private apps are offered', known.length > 1, unlike(list, 'providers-missing'))
  const [first = ''] = known
  const page = await session.get(list.link(first))
  const takesRequest = page.visible.includes(first) && page.visible.includes('요청')
  expect('the page of the first of them takes a request', takesRequest, unlike(page, 'wrong-page'))
})

const PROVIDERS = ['카카오', '네이버', '토스', 'PASS']

export const signIn = step('login', async (context) => {
  const { session, target, recall } = context
  const asking = recall<Page>('method')
  const form = asking.form('#certificateForm')
  const asks = Buffer.from(form.fields.get('challenge') ?? '', 'base64').length > 0
  context.expect('the form holds a challenge to sign', asks, unlike(asking, 'challenge-missing'))
  const answer = await submitSigned(context, form)
  if (hasForm(answer, '#certificateForm')) throw explainRejection(answer, bareUrl(answer.url), asking)
  await answerReminder(answer, session)
  greeted(await session.get(plus(target, 'home')), context)
})
