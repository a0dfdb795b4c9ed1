// The whole way of a citizen: log in, apply for a certified copy, receive it, and have its number verified.
import { pause } from '../checks/pause.ts'
import { type Flow, type Form, type IssuedDocument, type Page, step } from '../flow.ts'
import { identityOf } from '../identity-of.ts'
import { checkIssued } from '../issued-document.ts'
import { plus } from './addresses.ts'
import { logIn, openLoginPage, openServiceInformation, readVerificationForm, unlike } from './steps.ts'

const TITLE = '주민등록표(등본)'
const MAX_READS = 8

const openForm = step('form', async ({ session, recall, keep, expect }) => {
  const page = await session.get(recall<string>('way to the form'))
  const form = page.form('#applyForm')
  expect('the form is filled in for a certified copy', form.fields.size > 2, unlike(page, 'field-missing'))
  keep('application', form)
})

const submit = step('submit', async ({ session, recall, keep, expect, now }) => {
  keep('applied at', now())
  const page = await session.submit(recall<Form>('application'))
  expect('the application is listed', stateOf(page) !== null, unlike(page, 'application-missing'))
})

const waitUntilProcessed = step('processed', async ({ session, target, keep, expect, signal }) => {
  let page = await session.get(plus(target, 'applications'))
  for (let reads = 1; stateOf(page) === '처리중' && reads < MAX_READS; reads += 1) {
    await pause(250 * 2 ** reads, signal)
    page = await session.get(plus(target, 'applications'))
  }
  expect('the newest application is 처리완료', stateOf(page) === '처리완료', {
    ...unlike(page, 'not-processed'),
    cause: `after ${MAX_READS} reads the newest application is ${stateOf(page) ?? 'not listed'}`,
  })
  keep('way to the document', page.link('문서출력'))
})

const issue = step('issue', async (context) => {
  const file = await context.session.get(context.recall<string>('way to the document'))
  context.keep('document', await checkIssued(context, file, TITLE, context.recall<number>('applied at')))
})

const verify = step('verify', async (context) => {
  const form = await readVerificationForm(context)
  const { number } = context.recall<IssuedDocument>('document')
  for (const [index, part] of number.split('-').entries()) form.set(`doc_ref_no${index + 1}`, part)
  const page = await context.session.submit(form.set('holder_name', identityOf(context).name))
  context.expect('the number just issued is verified as genuine', page.visible.includes('진본 확인'), {
    ...unlike(page, 'number-not-verifiable'),
    layer: 'document',
    cause: 'the verification service does not know the number of a document issued a moment ago',
  })
})

/** The newest application stands first. */
function stateOf(page: Page): string | null {
  return /처리중|처리완료/.exec(page.visible)?.[0] ?? null
}

export const issueResidentRegister: Flow = {
  id: 'government24/issue-resident-register',
  component: 'government24/resident-register',
  service: 'government24',
  tier: 'authorised',
  everySeconds: 300,
  timeoutSeconds: 120,
  slowAfterSeconds: 20,
  issues: true,
  steps: [openLoginPage, logIn, openServiceInformation, openForm, submit, waitUntilProcessed, issue, verify],
}
