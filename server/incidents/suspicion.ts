// What may be suspected from the runs of all places together, in plain words, where they show more than one run alone does. Pure.
import type { Text } from '../../data/catalogue.ts'
import { type Class, classifyMatrix, type Direction, type Finding } from '../../probes/classify.ts'
import { NO_SURROUNDINGS, type PlaceSight, rowsOf } from './matrix.ts'

/** `confidence`: share (0 … 1) of the failing places that show it. */
export type Suspicion = { kind: Class; text: Text; confidence: number }

/**
 * `since`: runs that began earlier say nothing of this trouble (UTC ms). `others`: places at which logins of other services fail
 * now. `null`: no more than each run says by itself, or nothing that could be told without guessing at the cause.
 */
export function suspicionOf(
  places: PlaceSight[],
  since: number,
  surroundings = NO_SURROUNDINGS,
  others: PlaceSight[] = [],
): Suspicion | null {
  const found = classifyMatrix([...rowsOf(places, surroundings, since), ...rowsOf(others, surroundings, since)])
  const text = found && wordsOf(found)
  return text && { kind: found.class, text, confidence: found.confidence }
}

/** That nothing answers, or errors come, is what each fault says itself; whether it is one path, the groups' weighing decides. */
function wordsOf(found: Finding): Text | null {
  if (found.class === 'large-packets') return largePackets(found.directions)
  if (found.class === 'some-addresses') return someAddresses(found)
  if (found.class === 'some-resolvers') return SOME_RESOLVERS
  if (found.class === 'geo-block') return GEO_BLOCK
  if (found.class === 'identity-provider') return IDENTITY_PROVIDER
  const stage = found.class === 'behind-the-edge' ? BEHIND[found.layer] : undefined
  return stage ? behindTheEdge(stage) : null
}

function largePackets(directions: Direction[]): Text {
  const [only] = directions
  const way = directions.length === 1 && only !== undefined ? WAYS[only] : { ko: '', en: '' }
  return {
    ko: `작은 자료는 오가지만 ${way.ko}큰 자료만 전달되지 않는 통신 경로의 문제로 추정됩니다.`,
    en: `A fault of the network path that loses only large packets${way.en} is suspected; small ones pass.`,
  }
}

const WAYS: Record<Direction, Text> = {
  down: { ko: '서비스에서 보내는 ', en: ' sent by the service' },
  up: { ko: '서비스로 보내는 ', en: ' sent to the service' },
}

function someAddresses({ failing, of }: Finding): Text {
  return {
    ko: `여러 서버 주소 가운데 일부(${of}곳 중 ${failing}곳)만 응답하지 않습니다. 그 서버들의 문제로 추정됩니다.`,
    en: `Only some of the server addresses (${failing} of ${of}) do not answer. Trouble of those servers is suspected.`,
  }
}

const SOME_RESOLVERS: Text = {
  ko: '일부 이름 서버(DNS)에서만 주소를 찾지 못합니다. 그 이름 서버의 문제로 추정됩니다.',
  en: 'Only some name servers do not find the address. Trouble of those name servers is suspected.',
}

const GEO_BLOCK: Text = {
  ko: '해외에서만 접속되지 않고 국내에서는 이용할 수 있습니다. 해외 접속을 막은 것으로 추정됩니다.',
  en: 'It cannot be reached from abroad only, and works in Korea. Access from abroad is suspected to be blocked.',
}

const IDENTITY_PROVIDER: Text = {
  ko: '여러 서비스의 로그인이 함께 실패하고 있습니다. 함께 쓰는 인증 시스템의 문제로 추정됩니다.',
  en: 'Logins of several services fail together. Trouble of the authentication that they share is suspected.',
}

const BEHIND: Record<string, Text> = {
  auth: { ko: '인증', en: 'login' },
  app: { ko: '신청 처리', en: 'processing' },
  document: { ko: '문서 발급', en: 'document' },
}

function behindTheEdge(stage: Text): Text {
  return {
    ko: `외부 구간은 정상이며 ${stage.ko} 단계에서 실패하고 있습니다. 서비스 내부의 문제로 추정됩니다.`,
    en: `The way to the service is well, and it fails in the ${stage.en} stage. Trouble inside the service is suspected.`,
  }
}
