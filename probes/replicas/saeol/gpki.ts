// The certificate verification service, a system of its own that Saeol depends on.
import { missingPage } from '../common-pages.ts'
import { layout } from '../html.ts'
import { json, page, type Site } from '../web.ts'
import { type Verdict, verifySignature } from './signature.ts'

export type GpkiParts = { ca: string; now: () => number }

export function gpkiSite(parts: GpkiParts): Site {
  return async (visit) => {
    if (visit.method === 'GET' && visit.path === '/') {
      return page(layout('행정전자서명 인증', '인증서 통합검증 서비스', '<p>서명과 인증서의 유효성을 검증합니다.</p>'))
    }
    if (visit.method !== 'POST' || visit.path !== '/verify') return missingPage()
    return json(await judge(visit.body, parts))
  }
}

async function judge(body: string, parts: GpkiParts): Promise<Verdict> {
  try {
    const { challenge, signedChallenge } = JSON.parse(body) as { challenge: string; signedChallenge: string }
    return await verifySignature(fromBase64(challenge), fromBase64(signedChallenge), parts.ca, parts.now())
  } catch {
    return { valid: false, reason: '요청 형식이 올바르지 않습니다', subject: '' }
  }
}

function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'))
}
