// Steps that several flows of Saeol share. Saeol is only reachable inside the administrative network.
import { addressOf } from '../address.ts'
import { bareUrl } from '../checks/exchange.ts'
import { type Form, type Page, step } from '../flow.ts'
import { hasForm } from '../has-form.ts'
import { identityOf } from '../identity-of.ts'
import { checkIssued } from '../issued-document.ts'
import { explainRejection } from '../login-outcome.ts'
import { submitSigned } from '../sign-form.ts'
import { unlike } from '../unlike.ts'

export const PATHS = { login: '/login' }

export const openLoginPage = step('login_page', async ({ session, target, keep, expect }) => {
  const page = await session.get(addressOf(target, 'saeol', 'login', PATHS))
  expect('the page is headed 인증서 로그인', page.visible.includes('인증서 로그인'), unlike(page, 'wrong-page'))
  const form = page.form('#certificateForm')
  expect('the form holds a challenge to sign', Boolean(form.fields.get('challenge')), unlike(page, 'challenge-missing'))
  keep('login form', form)
})

export const logIn = step('login', async (context) => {
  const { target, recall, keep, expect } = context
  const page = await submitSigned(context, recall<Form>('login form'))
  if (hasForm(page, '#certificateForm')) throw explainRejection(page, target.hosts.gpki ?? bareUrl(page.url))
  expect('the menu of tasks is shown', page.visible.includes('업무 메뉴'), {
    ...unlike(page, 'not-logged-in'),
    layer: 'auth',
  })
  keep('menu', page)
})

export const findResident = step('search', async (context) => {
  const { session, recall, keep, expect } = context
  const identity = identityOf(context)
  const search = await session.get(recall<Page>('menu').link('주민등록 조회'))
  expect('the page is headed 주민등록 조회', search.visible.includes('주민등록 조회'), unlike(search, 'wrong-page'))
  const page = await session.submit(search.form('#residentForm').set('residentNumber', identity.residentNumber()))
  const found = page.visible.includes('주민등록표') && page.visible.includes(identity.name)
  expect('the register of the test resident is shown', found, {
    ...unlike(page, 'resident-missing'),
    cause: page.visible.includes('조회된 자료가 없습니다')
      ? 'the register says that there is no such resident'
      : 'neither register nor name is shown',
  })
  keep('resident', page)
})

/** Orders the document that the form kept as `order` is about, and checks what comes. */
export const issueOrdered = (title: string) =>
  step('issue', async (context) => {
    const since = context.now()
    const file = await context.session.submit(context.recall<Form>('order'))
    await checkIssued(context, file, title, since)
  })
