// Integrated verification (통합검증): checks certificates and signatures for everybody who asks.
import { missingPage } from '../common-pages.ts'
import { layout } from '../html.ts'
import { json, page, type Site } from '../web.ts'
import { refused, type Verdict, verifySignature } from './signature.ts'
import { readVerifyRequest, type VerifyRequest } from './verify-request.ts'

export type VerificationParts = {
  ca: string
  now: () => number
  /** The name that is said of every signature; `null`: signatures are checked. */
  acceptsAs: () => string | null
}

export function verificationSite(parts: VerificationParts): Site {
  return async (visit) => {
    if (visit.method === 'GET' && visit.path === '/') {
      return page(layout('통합검증', '통합검증 서버', '<p>인증서와 전자서명을 통합하여 검증합니다.</p>'))
    }
    if (visit.method !== 'POST' || visit.path !== '/verify') return missingPage()
    return json(await judge(readVerifyRequest(visit), parts))
  }
}

async function judge(asked: VerifyRequest | null, { ca, now, acceptsAs }: VerificationParts): Promise<Verdict> {
  const subject = acceptsAs()
  if (subject !== null) return { valid: true, reason: '', subject }
  if (!asked) return refused('요청 형식이 올바르지 않습니다')
  return verifySignature(fromBase64(asked.challenge), fromBase64(asked.signedChallenge), ca, now())
}

function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'))
}
