import type { Form, Page, StepContext } from './flow.ts'
import { identityOf } from './identity-of.ts'

/** Submits the form with its `challenge` (base64) signed by the test identity as `signedChallenge`. */
export async function submitSigned(context: StepContext, form: Form): Promise<Page> {
  const challenge = Buffer.from(form.fields.get('challenge') ?? '', 'base64')
  const signed = await identityOf(context).signChallenge(challenge, context.now())
  return context.session.submit(form.set('signedChallenge', Buffer.from(signed).toString('base64')))
}
