// The rules of the matrix, each by itself: what the sights of several places must show for a class to be said. Pure.

import type { Finding, Row, Sight } from './classify.ts'
import { type End, isBad, isGood, lostDirections, wayIsWell } from './classify-sights.ts'
import { chanceOfWorse } from './gate/statistics.ts'

/** What a rule says beside what is common to all; a rule that does not fit says `null`. */
export type Part = Pick<Finding, 'class' | 'confidence'> & Partial<Finding>

/** In a direction the largest size that passed is smaller than the smallest that did not. */
export function largePackets(failing: Sight[]): Part | null {
  const shown = failing.filter(({ evidence }) => lostDirections(evidence).length > 0)
  if (shown.length === 0 || shown.length * 2 < failing.length) return null
  const directions = [...new Set(shown.flatMap(({ evidence }) => lostDirections(evidence)))]
  return { class: 'large-packets', layer: 'path', confidence: shown.length / failing.length, directions }
}

/** Less likely than this by chance, an address fails more often than the others of its name. */
const BY_CHANCE = 0.01

/** Of one name, some addresses are always well and others never; or some fail far more often than the rest. */
export function someAddresses(failing: Sight[], working: Sight[]): Part | null {
  const layer = failing[0]?.fault?.layer ?? ''
  if (!['tcp', 'tls', 'http'].includes(layer)) return null
  for (const own of Map.groupBy(endsOf([...failing, ...working]), ({ name }) => name).values()) {
    const byAddress = [...Map.groupBy(own, ({ address, port }) => `${address} ${port}`).values()]
    const bad = worseOf(byAddress)
    if (bad.length === 0) continue
    const ends = new Set(bad.flat())
    const shown = failing.filter(({ evidence }) => evidence?.ends.some((end) => ends.has(end) && isBad(end)))
    const confidence = shown.length / failing.length
    return { class: 'some-addresses', confidence, failing: bad.length, of: byAddress.length }
  }
  return null
}

function worseOf(byAddress: End[][]): End[][] {
  const never = byAddress.filter((seen) => seen.every(isBad))
  if (byAddress.some((seen) => seen.every(isGood))) return never.length > 0 ? never : oftener(byAddress)
  return oftener(byAddress)
}

function oftener(byAddress: End[][]): End[][] {
  const countOf = (ends: End[]) => ({ good: ends.filter(isGood).length, bad: ends.filter(isBad).length })
  return byAddress.filter((seen) => {
    const others = byAddress.filter((other) => other !== seen).flat()
    return chanceOfWorse(countOf(others), countOf(seen)) < BY_CHANCE
  })
}

/** All name servers that were asked, or only some, do not know the name. */
export function names(failing: Sight[], working: Sight[]): Part | null {
  const shown = failing.filter(({ fault }) => fault?.layer === 'dns')
  if (shown.length * 2 < failing.length || shown.length === 0) return null
  const said = [...shown, ...working].flatMap(({ evidence }) => evidence?.names ?? [])
  const bad = said.filter(({ rcode }) => rcode !== 'NOERROR').length
  if (bad === 0) return null
  const counts = { confidence: shown.length / failing.length, failing: bad, of: said.length, layer: 'dns' }
  return { class: bad < said.length || working.length > 0 ? 'some-resolvers' : 'zone', ...counts }
}

const TO_THE_EDGE = ['dns', 'tcp', 'tls', 'path', 'http']

/** Only from abroad it cannot be reached, at home it works: kept out on purpose, most likely, and no outage. */
export function geoBlock(sound: Row[]): Part | null {
  const failing = sound.filter(({ failing }) => failing !== null)
  const home = sound.filter(({ abroad = false }) => !abroad)
  const outside = failing.every(
    ({ failing, abroad = false }) => abroad && TO_THE_EDGE.includes(failing?.fault?.layer ?? ''),
  )
  if (!outside) return null
  if (!home.some(({ working }) => working !== null)) return null
  return { class: 'geo-block', confidence: failing.length / (sound.length - home.length) }
}

const OVERLOAD = /^(status-5\d\d|queue-page|headers-timeout|body-stalled)$/

/** What is in front of the service, where nothing finer shows: one way to it, too much at once, or nothing that answers. */
export function edge(failing: Sight[], working: Sight[]): Part | null {
  const reach = failing.filter(({ fault }) => fault && ['tcp', 'tls'].includes(fault.layer))
  if (reach.length === failing.length) {
    if (working.length > 0) return { class: 'one-path', confidence: 1 }
    return failing.length > 1 ? { class: 'unreachable', confidence: 1 } : null
  }
  const busy = failing.filter(({ fault }) => fault?.layer === 'http' && OVERLOAD.test(fault.code))
  if (working.length > 0 || failing.length < 2 || busy.length * 2 < failing.length) return null
  return { class: 'overload', layer: 'http', confidence: busy.length / failing.length }
}

/** The logins of two services fail: what they share. Two flows of one service share that service's own login. */
export function identityProvider(failing: Sight[]): Part | null {
  const logins = failing.filter(({ fault }) => fault?.layer === 'auth')
  const services = new Set(logins.flatMap(({ flow }) => flow?.split('/')[0] ?? []))
  if (services.size < 2 || logins.length * 2 < failing.length) return null
  return { class: 'identity-provider', layer: 'auth', confidence: logins.length / failing.length }
}

const BEHIND = ['auth', 'app', 'document']

/** Everything that can be reached from outside was measured and is well; what fails lies behind it. */
export function behindTheEdge(failing: Sight[], working: Sight[]): Part | null {
  const layers = new Set(failing.map(({ fault }) => fault?.layer ?? ''))
  const [layer = ''] = layers
  if (layers.size !== 1 || !BEHIND.includes(layer)) return null
  if (endsOf([...failing, ...working]).some(isBad)) return null
  const shown = failing.filter(({ evidence }) => evidence !== null && wayIsWell(evidence))
  return shown.length === 0 ? null : { class: 'behind-the-edge', layer, confidence: shown.length / failing.length }
}

function endsOf(sights: Sight[]): End[] {
  return sights.flatMap(({ evidence }) => evidence?.ends ?? [])
}
