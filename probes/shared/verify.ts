// Asks a verifier of signatures what it makes of one: a good one must be known by name, a tampered one refused.
import { createHash } from 'node:crypto'
import { addressOf } from '../address.ts'
import { bareUrl } from '../checks/exchange.ts'
import { type Form, type StepContext, StepFailure, step } from '../flow.ts'
import { identityOf } from '../identity-of.ts'
import { VERIFIER_AWAY } from '../login-outcome.ts'

/** Role of the host that is asked, in `targets.shared.hosts`. */
export type Verifier = 'gpki' | 'verification'

const PATHS = { gpki: '/verify', verification: '/verify' }

type Verdict = { valid: boolean; reason: string; subject: string }
type Signed = { challenge: Uint8Array; signature: Uint8Array }

/** Each run signs something that was never signed before, so that no remembered answer will do. */
export const signStep = step('sign', async (context) => {
  const challenge = createHash('sha256').update(`bongsu ${context.now()}`).digest()
  const signature = await identityOf(context).signChallenge(challenge, context.now())
  context.expect('the test identity signed a fresh value', signature.length > 0, {
    code: 'not-signed',
    cause: 'nothing was signed',
  })
  context.keep('signed', { challenge, signature })
})

export function verifyStep(verifier: Verifier) {
  return step('verify', async (context) => {
    const verdict = await ask(context, verifier, context.recall<Signed>('signed'))
    const target = addressOf(context.target, verifier, verifier, PATHS)
    context.expect('a good signature is accepted', verdict.valid, {
      layer: 'auth',
      code: 'signature-refused',
      target,
      cause: `a fresh signature of the test identity is refused: ${verdict.reason.slice(0, 120)}`,
    })
    context.expect('the signer is named', verdict.subject.includes(identityOf(context).name), {
      code: 'wrong-signer',
      target,
      cause: 'the signature is accepted, but the name of the test identity is not said',
    })
  })
}

/** A verifier that says yes to everything lets everybody in: that is a failure too. */
export function refuseStep(verifier: Verifier) {
  return step('refuse', async (context) => {
    const { challenge, signature } = context.recall<Signed>('signed')
    const verdict = await ask(context, verifier, { challenge, signature: tampered(signature) })
    context.expect('a tampered signature is refused', !verdict.valid, {
      code: 'accepts-anything',
      target: addressOf(context.target, verifier, verifier, PATHS),
      cause: 'a signature of which one bit was turned over is accepted',
    })
  })
}

async function ask({ session, target }: StepContext, verifier: Verifier, signed: Signed): Promise<Verdict> {
  const url = addressOf(target, verifier, verifier, PATHS)
  const page = await session.submit(request(url, signed))
  const verdict = readVerdict(page.text)
  if (!verdict) {
    throw new StepFailure({
      layer: 'app',
      code: 'malformed-answer',
      target: bareUrl(url),
      expectation: 'an answer that says valid, reason and subject',
      cause: `the answer (${page.contentType.slice(0, 40) || 'no type'}) says no such thing`,
    })
  }
  if (!verdict.valid && VERIFIER_AWAY.test(verdict.reason)) throw verifierAway(target.hosts.verification ?? url)
  return verdict
}

function request(url: string, { challenge, signature }: Signed): Form {
  const fields = new Map([
    ['challenge', Buffer.from(challenge).toString('base64')],
    ['signedChallenge', Buffer.from(signature).toString('base64')],
  ])
  const form: Form = { action: url, method: 'POST', fields, set: () => form }
  return form
}

function readVerdict(text: string): Verdict | null {
  try {
    const { valid, reason = '', subject = '' } = JSON.parse(text) as Record<string, unknown>
    return typeof valid === 'boolean' ? { valid, reason: String(reason), subject: String(subject) } : null
  } catch {
    return null
  }
}

/** The signature itself stands at the end of SignedData without unsigned attributes (RFC 5652 §5.3). */
function tampered(signature: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(signature)
  copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1
  return copy
}

function verifierAway(verifier: string): StepFailure {
  return new StepFailure({
    layer: 'auth',
    code: 'certificate-verification-unavailable',
    target: verifier,
    expectation: 'integrated verification answers GPKI',
    cause: 'GPKI says that it cannot reach integrated verification',
  })
}
