// What a verifier is asked: from server to server as JSON, or as a form.
import type { Visit } from '../web.ts'

export type VerifyRequest = { challenge: string; signedChallenge: string }

/** Both in base64; `null` when the request is of no known shape. */
export function readVerifyRequest({ body, form }: Visit): VerifyRequest | null {
  const given = body.startsWith('{') ? parsed(body) : Object.fromEntries(form)
  const { challenge, signedChallenge } = given
  return typeof challenge === 'string' && typeof signedChallenge === 'string' ? { challenge, signedChallenge } : null
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}
