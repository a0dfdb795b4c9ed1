// What a clerk does at the counter: find the resident, have a certified copy issued.
import { type Flow, type Page, step } from '../flow.ts'
import { unlike } from '../unlike.ts'
import { findResident, issueOrdered, logIn, openLoginPage } from './steps.ts'

const openForm = step('form', async ({ session, recall, keep, expect }) => {
  const page = await session.get(recall<Page>('resident').link('제증명 발급'))
  const form = page.form('#issueForm')
  expect(
    'the form is filled in for the test resident',
    Boolean(form.fields.get('resident')),
    unlike(page, 'field-missing'),
  )
  if (form.fields.get('reason') === '') form.set('reason', '점검')
  keep('order', form)
})

export const counterIssue: Flow = {
  id: 'saeol/counter-issue',
  component: 'saeol/counter-issue',
  service: 'saeol',
  tier: 'authorised',
  everySeconds: 300,
  timeoutSeconds: 90,
  slowAfterSeconds: 20,
  issues: true,
  steps: [openLoginPage, logIn, findResident, openForm, issueOrdered('주민등록표(등본)')],
}
