// The ways through the replicas, as the tests walk them.
import { readFileSync } from 'node:fs'
import { signCms } from '../../../probes/credentials/sign.ts'
import type { AgentSettings } from '../../../probes/settings.ts'
import type { makeVisitor } from './visitor.ts'

type Visitor = ReturnType<typeof makeVisitor>
type Targets = AgentSettings['targets']

export const host = (targets: Targets, target: string, role: string) => targets[target]?.hosts[role] ?? ''

export async function signIn(visitor: Visitor, targets: Targets) {
  const { login = '', password = '' } = targets.government24?.identity ?? {}
  const form = await visitor.get(`${host(targets, 'government24', 'plus')}/login`)
  return visitor.submit(form, '#loginForm', { userId: login, userPwd: password })
}

export async function issueAtGovernment24(visitor: Visitor, targets: Targets) {
  const interstitial = await signIn(visitor, targets)
  await visitor.submit(interstitial, '#laterForm')
  const information = await visitor.get(
    `${host(targets, 'government24', 'www')}/mw/AA020InfoCappView.do?CappBizCD=13100000015`,
  )
  const form = await visitor.follow(information, '발급하기')
  const first = await visitor.submit(form, '#applyForm')
  const again = await visitor.get(first.url)
  return { interstitial, form, first, again, document: await visitor.follow(again, '문서출력') }
}

export async function verifyNumber(visitor: Visitor, targets: Targets, number: string, holder: string) {
  const form = await visitor.get(
    `${host(targets, 'government24', 'www')}/mw/EgovPageLink.do?link=confirm/AA040_confirm_id`,
  )
  const parts = number.split('-').map((part, index) => [`doc_ref_no${index + 1}`, part])
  return visitor.submit(form, '#confirmForm', { ...Object.fromEntries(parts), holder_name: holder })
}

export async function sign(targets: Targets, challenge: string, keys?: { certificate: string; privateKey: string }) {
  const { certificate = '', privateKey = '' } = targets.shared?.identity ?? {}
  const pair = keys ?? { certificate: readFileSync(certificate, 'utf8'), privateKey: readFileSync(privateKey, 'utf8') }
  const signed = await signCms(Buffer.from(challenge, 'base64'), pair.certificate, pair.privateKey)
  return Buffer.from(signed).toString('base64')
}

export async function enterSaeol(visitor: Visitor, targets: Targets, keys?: Parameters<typeof sign>[2]) {
  const form = await visitor.get(`${host(targets, 'saeol', 'saeol')}/`)
  const challenge = String(form.$('[name=challenge]').val())
  const signedChallenge = await sign(targets, challenge, keys)
  return { challenge, signedChallenge, page: await visitor.submit(form, '#certificateForm', { signedChallenge }) }
}

export async function issueAtCounter(visitor: Visitor, targets: Targets) {
  const { page: menu } = await enterSaeol(visitor, targets)
  const search = await visitor.follow(menu, '주민등록 조회')
  const { residentNumber = '' } = targets.saeol?.identity ?? {}
  const resident = await visitor.submit(search, '#residentForm', { residentNumber })
  const form = await visitor.follow(resident, '제증명 발급')
  return { menu, resident, document: await visitor.submit(form, '#issueForm') }
}
