// A seal certificate (인감증명) at the counter: find the resident, check the person, issue. There is no other way to get one.
import { type Flow, type Page, step } from '../flow.ts'
import { identityOf } from '../identity-of.ts'
import { unlike } from '../unlike.ts'
import { findResident, issueOrdered, logIn, openLoginPage } from './steps.ts'

const checkIdentity = step('identity', async (context) => {
  const { session, recall, keep, expect } = context
  const page = await session.get(recall<Page>('resident').link('인감증명 발급'))
  const form = page.form('#identityForm').set('checkedName', identityOf(context).name)
  expect('the person to be checked is the test resident', Boolean(form.fields.get('resident')), {
    ...unlike(page, 'field-missing'),
  })
  const checked = await session.submit(form)
  expect('the identity is taken as checked', /본인 확인을 마쳤/.test(checked.visible), {
    ...unlike(checked, 'identity-not-checked'),
  })
  keep('order', checked.form('#sealForm'))
})

export const sealCertificate: Flow = {
  id: 'saeol/seal-certificate',
  component: 'saeol/seal-certificate',
  service: 'saeol',
  tier: 'authorised',
  everySeconds: 300,
  timeoutSeconds: 90,
  slowAfterSeconds: 20,
  issues: true,
  steps: [openLoginPage, logIn, findResident, checkIdentity, issueOrdered('인감증명서')],
}
