// Steps that flows of the emergency rescue system share. No step ever reports, dispatches or changes anything.
import { addressOf } from '../address.ts'
import { bareUrl } from '../checks/exchange.ts'
import { type Form, step } from '../flow.ts'
import { hasForm } from '../has-form.ts'
import { identityOf } from '../identity-of.ts'
import { explainOneTimePassword, explainRejection } from '../login-outcome.ts'
import { unlike } from '../unlike.ts'

export const PATHS = { report: '/', login: '/login' }

export const openLoginPage = step('login_page', async ({ session, target, keep, expect }) => {
  const page = await session.get(addressOf(target, 'dispatch', 'login', PATHS))
  const form = page.form('#dispatchForm')
  const asksBoth = form.fields.has('userId') && form.fields.has('userPwd')
  expect('the form asks for name and password', asksBoth, unlike(page, 'field-missing'))
  keep('login form', form)
})

export const givePassword = step('password', async (context) => {
  const { session, recall, keep, expect } = context
  const identity = identityOf(context)
  const form = recall<Form>('login form').set('userId', identity.login).set('userPwd', identity.password())
  const page = await session.submit(form)
  if (hasForm(page, '#dispatchForm')) throw explainRejection(page, bareUrl(page.url))
  expect('a one-time password is asked for', hasForm(page, '#otpForm'), {
    ...unlike(page, 'otp-not-asked'),
    layer: 'auth',
  })
  keep('otp form', page.form('#otpForm'))
})

export const giveOneTimePassword = step('one_time_password', async (context) => {
  const { session, recall, keep, expect, now } = context
  const identity = identityOf(context)
  const page = await session.submit(recall<Form>('otp form').set('otp', identity.oneTimePassword(now())))
  if (hasForm(page, '#otpForm')) throw explainOneTimePassword(page)
  expect('the dispatcher is greeted by name', page.visible.includes(`${identity.name}님`), {
    ...unlike(page, 'not-logged-in'),
    layer: 'auth',
  })
  keep('board', page)
})
