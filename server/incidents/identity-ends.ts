// Operators are told two weeks before the certificate of a test identity ends, and once it is renewed. Shell, but for its words.
import type { Component, Text } from '../../data/catalogue.ts'
import type { Db } from '../../data/database.ts'
import type { Result } from '../../probes/result.ts'
import { kstDay } from '../../views/format.ts'
import type { Board } from './board.ts'
import { tellOperators } from './operators-incident.ts'
import { storable } from './rows.ts'
import { placeName, targetId, targetName } from './targets.ts'

/** Long enough to apply for another and to hand it to the agents. */
const AHEAD_MS = 14 * 86_400_000

/** A certificate with which an agent signed at a target (a service, or what would take its place), and when it ends (UTC ms). */
export type IdentityEnd = { location: string; agent: string; about: Component; endsAt: number }

/** Incident key: an agent has one identity for each target. */
function identityCause({ location, agent, about }: IdentityEnd): string {
  return `identity/${location}/${storable(agent)}/${targetId(about)}`
}

export function isIdentityEnd(cause: string): boolean {
  return cause.startsWith('identity/')
}

/** Notes the run where operators are to be told, or to be told that all is well again; of all others nothing is kept. */
export function noteIdentityEnd(
  board: Board,
  from: Pick<IdentityEnd, 'location' | 'agent'>,
  { component, evidence }: Result,
): void {
  const endsAt = evidence?.identityUntil
  const about = board.catalogue.components.get(component)
  if (endsAt === undefined || about === undefined) return
  const end = { ...from, about, endsAt }
  if (endsSoon(end, board) !== isTold(end, board)) board.identityEnds.push(end)
}

/** `true` when there was something to write. */
export async function followIdentityEnds(db: Db, board: Board): Promise<boolean> {
  const newest = new Map(board.identityEnds.map((end) => [identityCause(end), end]))
  for (const [cause, end] of newest) {
    const { location, about, endsAt } = end
    const resolved = !endsSoon(end, board)
    const where = placeName(board, location)
    const target = targetName(board.catalogue, about)
    await tellOperators(db, board, {
      cause,
      service: about.service,
      beganAt: board.now,
      title: titleOf(where, target),
      body: resolved ? renewedText(endsAt) : endsText(where, target, endsAt),
      resolved,
      members: [],
      evidence: [],
    })
  }
  return newest.size > 0
}

function endsSoon({ endsAt }: IdentityEnd, { now }: Board): boolean {
  return endsAt - now < AHEAD_MS
}

function isTold(end: IdentityEnd, { open }: Board): boolean {
  return open.some(({ cause }) => cause === identityCause(end))
}

function titleOf(where: Text, target: Text): Text {
  return {
    ko: `시험용 인증서 만료 임박: ${where.ko}, ${target.ko}`,
    en: `A test certificate ends soon: ${where.en}, ${target.en}`,
  }
}

function endsText(where: Text, target: Text, endsAt: number): Text {
  const day = kstDay(endsAt)
  return {
    ko: `${where.ko}에서 ${target.ko} 확인에 쓰는 시험용 인증서가 ${day}에 끝납니다. 그 뒤에는 로그인해서 확인하지 못합니다. 할 일: 인증서를 갱신해 에이전트의 설정에 넣으십시오. 다시 시작할 필요는 없습니다.`,
    en: `The test certificate by which ${target.en} is checked at ${where.en} ends on ${day}. After that nothing behind its login can be checked. What to do: renew it, and put it where the agent's settings say; no restart is needed.`,
  }
}

function renewedText(endsAt: number): Text {
  const day = kstDay(endsAt)
  return {
    ko: `새 인증서로 확인하고 있습니다. ${day}까지 쓸 수 있습니다.`,
    en: `Checked with a new certificate, which is valid until ${day}.`,
  }
}
