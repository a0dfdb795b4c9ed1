// Steps that several flows of Government 24 share.
import { bareUrl } from '../checks/exchange.ts'
import { type Form, type Page, type Session, type StepContext, step } from '../flow.ts'
import { hasForm } from '../has-form.ts'
import { identityOf } from '../identity-of.ts'
import { explainOneTimePassword, explainRejection } from '../login-outcome.ts'
import { unlike } from '../unlike.ts'
import { type CODES, plus, serviceInformation, www } from './addresses.ts'

export const main = step('main', async ({ session, target, expect }) => {
  const page = await session.get(www(target, 'main'))
  expect('the title says 정부24', page.title.includes('정부24'), unlike(page, 'wrong-page'))
  page.link('로그인')
  expect(
    'a way to log in and the service directory are offered',
    page.visible.includes('서비스'),
    unlike(page, 'wrong-page'),
  )
})

export const openLoginPage = step('login_page', async ({ session, target, keep, expect }) => {
  const page = await session.get(plus(target, 'login'))
  expect('the page is headed 로그인', page.visible.includes('로그인'), unlike(page, 'wrong-page'))
  const form = page.form('#loginForm')
  const missing = ['userId', 'userPwd'].filter((name) => !form.fields.has(name))
  expect('the form asks for name and password', missing.length === 0, unlike(page, 'field-missing'))
  keep('login form', form)
  keep('login page', page)
})

export const logIn = step('login', async (context) => {
  const { session, target, recall } = context
  const identity = identityOf(context)
  const form = recall<Form>('login form').set('userId', identity.login).set('userPwd', identity.password())
  const answer = await giveOneTimePassword(await session.submit(form), context)
  if (hasForm(answer, '#loginForm')) throw explainRejection(answer, bareUrl(answer.url), recall<Page>('login page'))
  await answerReminder(answer, session)
  greeted(await session.get(plus(target, 'home')), context)
})

/** Accounts may ask for a one-time password after the other one. */
async function giveOneTimePassword(answer: Page, context: StepContext): Promise<Page> {
  if (!hasForm(answer, '#otpForm')) return answer
  const { session, now } = context
  const next = await session.submit(answer.form('#otpForm').set('otp', identityOf(context).oneTimePassword(now())))
  if (hasForm(next, '#otpForm')) throw explainOneTimePassword(next)
  return next
}

/** Whoever has not changed a password for long is asked to, and may say later. */
export async function answerReminder(answer: Page, session: Session): Promise<void> {
  if (hasForm(answer, '#laterForm')) await session.submit(answer.form('#laterForm'))
}

/** Asserts that the page greets the test person. */
export function greeted(home: Page, context: StepContext): void {
  const says = home.visible.includes(`${identityOf(context).name}님`)
  context.expect('the test person is greeted by name', says, { ...unlike(home, 'not-logged-in'), layer: 'auth' })
  home.link('로그아웃')
}

/** `words`: what the service is called there. */
export const openServiceInformation = (code: keyof typeof CODES, words: string) =>
  step('search', async ({ session, target, keep, expect }) => {
    const page = await session.get(serviceInformation(target, code))
    expect('the service is described', page.visible.includes(words), unlike(page, 'wrong-page'))
    expect('the time it takes is told', page.visible.includes('처리기간'), unlike(page, 'incomplete-page'))
    keep('way to the form', page.link('발급하기'))
    expect('the way to apply is offered', true, unlike(page, 'link-missing'))
  })

/** Reads the form on which anybody verifies the number of an issued document. */
export async function readVerificationForm({ session, target, expect }: StepContext): Promise<Form> {
  const page = await session.get(www(target, 'verification'))
  expect('the page is headed 문서진위확인', page.visible.includes('문서진위확인'), unlike(page, 'wrong-page'))
  const form = page.form('#confirmForm')
  const missing = ['doc_ref_no1', 'doc_ref_no4', 'holder_name'].filter((name) => !form.fields.has(name))
  expect(
    'the form asks for the number in four parts and the holder',
    missing.length === 0,
    unlike(page, 'field-missing'),
  )
  return form
}
