// The certificate service of officials (GPKI), a system of its own: it has integrated verification check what it is given.
import { missingPage } from '../common-pages.ts'
import { layout } from '../html.ts'
import { json, page, type Site } from '../web.ts'
import type { Verify } from './ask-verifier.ts'
import { refused, type Verdict } from './signature.ts'
import { readVerifyRequest, type VerifyRequest } from './verify-request.ts'

export type GpkiParts = {
  verify: Verify
  /** The name that is said of every signature; `null`: signatures are checked. */
  acceptsAs: () => string | null
}

export function gpkiSite(parts: GpkiParts): Site {
  return async (visit) => {
    if (visit.method === 'GET' && visit.path === '/') {
      return page(layout('행정전자서명 인증', '인증서 통합검증 서비스', '<p>서명과 인증서의 유효성을 검증합니다.</p>'))
    }
    if (visit.method !== 'POST' || visit.path !== '/verify') return missingPage()
    return json(await judge(readVerifyRequest(visit), parts))
  }
}

async function judge(asked: VerifyRequest | null, { verify, acceptsAs }: GpkiParts): Promise<Verdict> {
  const subject = acceptsAs()
  if (subject !== null) return { valid: true, reason: '', subject }
  if (!asked) return refused('요청 형식이 올바르지 않습니다')
  return verify(asked.challenge, asked.signedChallenge).catch(() => refused('통합검증 서버에 연결할 수 없습니다'))
}
