// What may be suspected from the runs of all places together, where they show more than one run alone does. Only what was measured. Pure.
import type { Text } from '../../data/catalogue.ts'
import type { Evidence } from '../../probes/result.ts'
import type { MatrixRun, PlaceSight } from './matrix.ts'

/** `confidence`: share (0 … 1) of the failing runs that show it. */
export type Suspicion = {
  kind: 'some-addresses' | 'large-packets' | 'some-resolvers' | 'behind-the-edge'
  text: Text
  confidence: number
}

const LARGE_BYTES = 64 * 1024

type End = Evidence['ends'][number]

/** `since`: runs that began earlier say nothing of this trouble (UTC ms). `null`: no more than each run says by itself. */
export function suspicionOf(places: PlaceSight[], since: number): Suspicion | null {
  const failing = places.flatMap(({ failing }) => (failing && failing.startedAt >= since ? [failing] : []))
  const working = places.flatMap(({ working }) => (working && working.startedAt >= since ? [working] : []))
  if (failing.length === 0) return null
  return (
    largePackets(failing) ??
    someAddresses(failing, working) ??
    someResolvers(failing) ??
    behindTheEdge(failing, working)
  )
}

/** By direction, the largest size that passed is smaller than the smallest that did not. */
function largePackets(failing: MatrixRun[]): Suspicion | null {
  const shown = failing.filter(({ evidence }) => lostDirections(evidence).length > 0)
  if (shown.length === 0 || shown.length * 2 < failing.length) return null
  const directions = new Set(shown.flatMap(({ evidence }) => lostDirections(evidence)))
  const [only] = directions
  const way = directions.size === 1 && only !== undefined ? WAYS[only] : { ko: '', en: '' }
  return {
    kind: 'large-packets',
    text: {
      ko: `작은 자료는 오가지만 ${way.ko}큰 자료만 전달되지 않는 통신 경로의 문제로 추정됩니다.`,
      en: `A fault of the network path that loses only large packets${way.en} is suspected; small ones pass.`,
    },
    confidence: shown.length / failing.length,
  }
}

const WAYS: Record<'down' | 'up', Text> = {
  down: { ko: '서비스에서 보내는 ', en: ' sent by the service' },
  up: { ko: '서비스로 보내는 ', en: ' sent to the service' },
}

function lostDirections(evidence: Evidence | null): ('down' | 'up')[] {
  const sizes = evidence?.sizes ?? []
  const small = sizes.filter(({ outcome }) => outcome === 'ok').map(({ bytes }) => bytes)
  return (['down', 'up'] as const).filter((direction) => {
    const own = sizes.filter((one) => one.direction === direction)
    const stalled = own.filter(({ outcome }) => outcome === 'stalled').map(({ bytes }) => bytes)
    const passed = own.filter(({ outcome }) => outcome === 'ok').map(({ bytes }) => bytes)
    const largest = Math.max(...(passed.length > 0 ? passed : small))
    return stalled.length > 0 && Number.isFinite(largest) && largest < Math.min(...stalled)
  })
}

/** Of one name, some addresses are always well and others never. */
function someAddresses(failing: MatrixRun[], working: MatrixRun[]): Suspicion | null {
  const [first] = failing
  if (!first || !['tcp', 'tls', 'http'].includes(first.fault?.layer ?? '')) return null
  const ends = [...failing, ...working].flatMap(({ evidence }) => evidence?.ends ?? [])
  const byAddress = [...Map.groupBy(ends, ({ name, address, port }) => `${name} ${address} ${port}`).values()]
  const bad = byAddress.filter((seen) => seen.every(isBad))
  const good = byAddress.filter((seen) => seen.every(isGood))
  const name = bad[0]?.[0]?.name
  const beside = good.filter(([end]) => end?.name === name)
  if (name === undefined || beside.length === 0) return null
  const all = byAddress.filter(([end]) => end?.name === name).length
  const lost = bad.filter(([end]) => end?.name === name).length
  const shown = failing.filter(({ evidence }) => evidence?.ends.some((end) => end.name === name && isBad(end)))
  return {
    kind: 'some-addresses',
    text: {
      ko: `여러 서버 주소 가운데 일부(${all}곳 중 ${lost}곳)만 응답하지 않습니다. 그 서버들의 문제로 추정됩니다.`,
      en: `Only some of the server addresses (${lost} of ${all}) do not answer. Trouble of those servers is suspected.`,
    },
    confidence: shown.length / failing.length,
  }
}

function isBad({ tcp, tls, http }: End): boolean {
  return [tcp, tls, http].some((said) => said !== '' && said !== 'ok')
}

function isGood(end: End): boolean {
  return end.tcp === 'ok' && !isBad(end)
}

/** Some name servers know the name and others do not. */
function someResolvers(failing: MatrixRun[]): Suspicion | null {
  const shown = failing.filter(({ fault, evidence }) => {
    const said = (evidence?.names ?? []).map(({ rcode }) => rcode === 'NOERROR')
    return fault?.layer === 'dns' && said.includes(true) && said.includes(false)
  })
  if (shown.length === 0) return null
  return {
    kind: 'some-resolvers',
    text: {
      ko: '일부 이름 서버(DNS)에서만 주소를 찾지 못합니다. 그 이름 서버의 문제로 추정됩니다.',
      en: 'Only some name servers do not find the address. Trouble of those name servers is suspected.',
    },
    confidence: shown.length / failing.length,
  }
}

/** Everything that can be reached from outside was measured and is well; what fails lies behind it. */
function behindTheEdge(failing: MatrixRun[], working: MatrixRun[]): Suspicion | null {
  const layers = new Set(failing.map(({ fault }) => fault?.layer))
  const [layer] = layers
  const stage = layers.size === 1 && layer !== undefined ? BEHIND[layer] : undefined
  const shown = failing.filter(({ evidence }) => evidence !== null && isWayWell(evidence))
  const ends = [...failing, ...working].flatMap(({ evidence }) => evidence?.ends ?? [])
  if (!stage || shown.length === 0 || ends.some(isBad)) return null
  return {
    kind: 'behind-the-edge',
    text: {
      ko: `외부 구간은 정상이며 ${stage.ko} 단계에서 실패하고 있습니다. 서비스 내부의 문제로 추정됩니다.`,
      en: `The way to the service is well, and it fails in the ${stage.en} stage. Trouble inside the service is suspected.`,
    },
    confidence: shown.length / failing.length,
  }
}

/** Its addresses were climbed to the top, or a large exchange went through beside it; and nothing of either went wrong. */
function isWayWell({ ends, sizes }: Evidence): boolean {
  const large = sizes.some(({ bytes, outcome }) => bytes >= LARGE_BYTES && outcome === 'ok')
  return (ends.length > 0 || large) && ends.every(isGood) && sizes.every(({ outcome }) => outcome !== 'stalled')
}

const BEHIND: Record<string, Text> = {
  auth: { ko: '인증', en: 'login' },
  app: { ko: '신청 처리', en: 'processing' },
  document: { ko: '문서 발급', en: 'document' },
}
