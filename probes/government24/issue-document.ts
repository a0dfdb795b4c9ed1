// The whole way of a citizen to any document: log in, apply for it, receive it, and have its number verified.
import { pause } from '../checks/pause.ts'
import { type Flow, type Form, type IssuedDocument, type Page, step } from '../flow.ts'
import { identityOf } from '../identity-of.ts'
import { checkIssued } from '../issued-document.ts'
import { unlike } from '../unlike.ts'
import { type CODES, plus } from './addresses.ts'
import { logIn, openLoginPage, openServiceInformation, readVerificationForm } from './steps.ts'
import { verificationOutcome } from './verification-outcome.ts'

export type Paper = {
  /** Of the component and, with `issue-` before it, of the flow. */
  name: string
  code: keyof typeof CODES
  /** What its service is called on the page that describes it. */
  service: string
  /** As printed on the document. */
  title: string
  /** What is chosen in the form, beside what it offers. */
  choices?: Record<string, string>
}

/** Flow of one document. Each run leaves an application and a document behind. */
export function issueFlow({ name, code, service, title, choices = {} }: Paper): Flow {
  return {
    id: `government24/issue-${name}`,
    component: `government24/${name}`,
    service: 'government24',
    tier: 'authorised',
    everySeconds: 300,
    timeoutSeconds: 120,
    slowAfterSeconds: 20,
    issues: true,
    steps: [
      openLoginPage,
      logIn,
      openServiceInformation(code, service),
      openForm(choices),
      submit,
      waitUntilProcessed,
      issue(title),
      verify(title),
    ],
  }
}

const MAX_READS = 8
/** Before the second read; each further wait is twice as long. A stand-in needs no time to process. */
const FIRST_WAIT_MS = { real: 500, replica: 50 }

const openForm = (choices: Record<string, string>) =>
  step('form', async ({ session, recall, keep, expect }) => {
    const page = await session.get(recall<string>('way to the form'))
    const form = page.form('#applyForm')
    for (const [field, value] of Object.entries(choices)) form.set(field, value)
    expect('the form is filled in for this document', form.fields.size > 2, unlike(page, 'field-missing'))
    keep('application', form)
  })

const submit = step('submit', async ({ session, recall, keep, expect, now }) => {
  keep('applied at', now())
  const page = await session.submit(recall<Form>('application'))
  expect('the application is listed', stateOf(page) !== null, unlike(page, 'application-missing'))
})

const waitUntilProcessed = step('processed', async ({ session, target, keep, expect, signal }) => {
  const firstMs = FIRST_WAIT_MS[target.replica ? 'replica' : 'real']
  let page = await session.get(plus(target, 'applications'))
  for (let reads = 1; stateOf(page) === '처리중' && reads < MAX_READS; reads += 1) {
    await pause(firstMs * 2 ** (reads - 1), signal)
    page = await session.get(plus(target, 'applications'))
  }
  expect('the newest application is 처리완료', stateOf(page) === '처리완료', {
    ...unlike(page, 'not-processed'),
    cause: `after ${MAX_READS} reads the newest application is ${stateOf(page) ?? 'not listed'}`,
  })
  keep('way to the document', page.link('문서출력'))
})

const issue = (title: string) =>
  step('issue', async (context) => {
    const file = await context.session.get(context.recall<string>('way to the document'))
    context.keep('document', await checkIssued(context, file, title, context.recall<number>('applied at')))
  })

const verify = (title: string) =>
  step('verify', async (context) => {
    const form = await readVerificationForm(context)
    const { number } = context.recall<IssuedDocument>('document')
    for (const [index, part] of number.split('-').entries()) form.set(`doc_ref_no${index + 1}`, part)
    const holder = identityOf(context).name
    const page = await context.session.submit(form.set('holder_name', holder))
    const outcome = verificationOutcome(page.visible, { title, holder })
    for (const [what, otherwise, code, cause] of VERIFYING) {
      context.expect(what, outcome !== otherwise, { ...unlike(page, code), layer: 'document', cause })
    }
  })

const VERIFYING = [
  [
    'the number just issued is verified as genuine',
    'unknown',
    'number-not-verifiable',
    'the verification service does not know the number of a document issued a moment ago',
  ],
  [
    'it is verified as the document that was issued',
    'another-kind',
    'verified-as-another',
    'the verification service names another kind of document for this number',
  ],
  [
    'it is verified as issued to the test person, where a holder is shown',
    'another-holder',
    'verified-for-another',
    'the verification service names another holder for this number',
  ],
] as const

/** The newest application stands first. */
function stateOf(page: Page): string | null {
  return /처리중|처리완료/.exec(page.visible)?.[0] ?? null
}
