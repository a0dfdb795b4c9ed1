// What one network alone sees is told to operators: one incident for each network, or for the place that looks. Shell.
import type { Text } from '../../data/catalogue.ts'
import type { Db } from '../../data/database.ts'
import type { IncidentRecord } from '../../data/queries/incidents.ts'
import type { View } from './attribute.ts'
import type { Board } from './board.ts'
import { explain } from './explain.ts'
import { namesOf } from './incident-evidence.ts'
import { firstOf, groundsOf, membersOf } from './incident-network-rows.ts'
import { stateOfNetwork } from './incident-statements.ts'
import { fullName } from './incident-title.ts'
import { loneGroups, type TroubledGroup, troubledGroups } from './networks.ts'
import { tellOperators } from './operators-incident.ts'
import { networkOverText, networkText, networkTitle, placeText, placeTitle } from './wording.ts'

/** What there is to say of one group now; no `components`: nothing. */
type Sight = { group: string; components: string[]; place: TroubledGroup | null }

/** Opens, changes and ends the operators' incidents; `true` when there was something to write. */
export async function followNetworks(db: Db, board: Board, view: View): Promise<boolean> {
  const open = board.open.filter(({ cause }) => groupOfCause(cause) !== null)
  if (open.length === 0 && !isAnyLone(board, view)) return false
  const places = troubledGroups(memories(board), board.catalogue, board.policy, board.groups, board.now)
  let changed = false
  for (const group of board.groups) {
    const sight = sightOf(board, view, group, places)
    const incident = open.find(({ cause }) => groupOfCause(cause)?.group === group)
    const next = nextOf(board, sight, incident ?? null)
    if (next) await write(db, board, view, sight, incident ?? null, next)
    changed = changed || next !== null
  }
  return changed
}

/** Only what this commit touched can have become so. */
function isAnyLone({ touched, standings, policy }: Board, { groups, now }: View): boolean {
  return [...touched].some((id) => {
    const memory = standings.get(id)?.memory
    return memory !== undefined && loneGroups(memory, groups, policy, now).length > 0
  })
}

function* memories({ standings }: Board) {
  for (const [component, { memory }] of standings) yield [component, memory] as [string, typeof memory]
}

function causeOf({ group, place }: Pick<Sight, 'group' | 'place'>): string {
  return `${place ? 'place' : 'network'}/${group}`
}

/** What an operators' incident is about: a network, or the place that looks; `null` of any other cause. */
export function groupOfCause(cause: string): { group: string; place: boolean } | null {
  const found = /^(network|place)\/(.+)$/.exec(cause)
  return found?.[2] === undefined ? null : { group: found[2], place: found[1] === 'place' }
}

/** A place in trouble says so at once; a network only when the engine has marked the component (it has lasted). */
function sightOf(board: Board, { groups, now }: View, group: string, places: TroubledGroup[]): Sight {
  const place = places.find((one) => one.group === group) ?? null
  const components = [...board.standings].flatMap(([id, { mark, memory }]) => {
    if (place === null && mark !== 'one-network') return []
    return loneGroups(memory, groups, board.policy, now).includes(group) ? [id] : []
  })
  return { group, components, place }
}

type Next = { title: Text; body: Text; resolved: boolean }

function nextOf(board: Board, { group, components, place }: Sight, incident: IncidentRecord | null): Next | null {
  const where = board.groupNames.get(group) ?? { ko: group, en: group }
  if (components.length === 0) {
    if (!incident) return null
    return { title: incident.title, body: networkOverText(where), resolved: true }
  }
  const title = place ? placeTitle(where) : networkTitle(where)
  const isNew = components.some(
    (id) => !incident?.components.some((member) => member.id === id && member.recoveredAt === null),
  )
  if (incident && !isNew && incident.title.ko === title.ko) return null
  const names = components.map((id) => fullName(id, board.catalogue))
  return {
    title,
    body: place ? placeText(where, place.services.length, place.of) : networkText(where, names),
    resolved: false,
  }
}

async function write(
  db: Db,
  board: Board,
  view: View,
  sight: Sight,
  open: IncidentRecord | null,
  { title, body, resolved }: Next,
): Promise<void> {
  const { components } = sight
  const seen = components.map((id) => ({ id, grounds: groundsOf(board, view, id) }))
  const grounds = seen.flatMap((one) => one.grounds).filter(({ group }) => group === sight.group)
  const first = firstOf(board, components, grounds)
  const evidence = seen.flatMap(({ id, grounds }) => explain(grounds, namesOf(board, id)))
  const id = await tellOperators(db, board, {
    ...first,
    cause: resolved && open ? open.cause : causeOf(sight),
    title,
    body,
    resolved,
    members: membersOf(board, open, components, grounds, resolved),
    evidence,
  })
  if (id === null || resolved) return
  await stateOfNetwork(db, board, { id, causes: open?.causes ?? [] }, components, first.beganAt, evidence)
}
