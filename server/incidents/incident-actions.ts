// What a person does to an incident: confirm a cause, add a word, record what an authority says, let a held text go. Shell.
import type { Text } from '../../data/catalogue.ts'
import { type Db, inTransaction } from '../../data/database.ts'
import { acknowledge } from '../../data/queries/acknowledgements.ts'
import { componentStates, lockDeciding } from '../../data/queries/components.ts'
import { releaseTexts, replaceHeldText } from '../../data/queries/held-texts.ts'
import { addMeasure, addReport, changeMeasure } from '../../data/queries/incident-reports.ts'
import {
  type IncidentRecord,
  incidentById,
  insertCauseStatement,
  insertIncidentUpdate,
  openIncidents,
  saveIncidentComponents,
  updateIncident,
} from '../../data/queries/incidents.ts'
import { findRegion, loadRegions, regionNames } from '../../data/regions.ts'
import { kstDay, moment } from '../../views/format.ts'
import { UsageError } from '../arguments.ts'
import { newId } from './ids.ts'
import type { Order } from './incident-orders.ts'
import { showIncident } from './incident-show.ts'
import { isTrouble } from './severity.ts'
import type { Outlook } from './surroundings.ts'

/**
 * Does it in one transaction (`list` and `show` only read) and gives what to tell the person. Throws UsageError for an incident that is not there, and for
 * one that would have begun after its end or in the future. `outlook`: what the configuration says of the places, for `show`.
 */
export async function carryOut(db: Db, order: Order, now: number, outlook: Outlook | null = null): Promise<string> {
  if (order.do === 'list') return listOf(await openIncidents(db), now)
  if (order.do === 'measure') return changeOf(db, order, now)
  if (order.do === 'show') return show(db, order.incident, now, outlook)
  return inTransaction(db, async (db) => {
    // the engine must not decide on what it remembers of the incident from before
    await lockDeciding(db)
    const incident = await incidentById(db, order.incident)
    if (!incident) throw new UsageError(await unknown(db, order.incident, now))
    if (order.do === 'report') return report(db, incident, order, now)
    if (order.do === 'promise') return promise(db, incident, order, now)
    if (order.do === 'take') return take(db, incident, order.by, now)
    if (order.do === 'release') return release(db, incident, order, now)
    if (order.do === 'began') {
      const { at, says, by } = order
      const known = incident.resolvedAt ?? now
      if (at > known) throw new UsageError(tooLate(at, known))
      await tell(db, { ...incident, beganAt: at, beganSays: says }, beganWords(says, at), by, now)
      return `Began at ${new Date(at).toISOString()}, says ${says}. Subscribers hear of it.`
    }
    if (order.do === 'regions') return narrow(db, incident, order, now)
    if (order.do === 'end') return end(db, incident, order.text, order.by, now)
    if (order.do === 'note') {
      await tell(db, incident, order.text, order.by, now)
      return 'The update is public. Subscribers hear of it.'
    }
    const said = { id: newId(), standing: 'confirmed' as const, author: order.by, text: order.text, at: now }
    await insertCauseStatement(db, incident.id, { ...said, confidence: null, evidence: [] })
    const status = incident.status === 'investigating' ? 'identified' : incident.status
    await tell(db, { ...incident, status }, confirmedWords(order.text), order.by, now)
    return 'The cause stands as confirmed, beside what was suspected. Subscribers hear of it.'
  })
}

/** Subscribers elsewhere hear no more of it, but for those who were told already. */
async function narrow(
  db: Db,
  incident: IncidentRecord,
  { regions: written, by }: Extract<Order, { do: 'regions' }>,
  now: number,
): Promise<string> {
  const [known, day] = [loadRegions(), kstDay(now)]
  const regions = written.map((one) => {
    const found = findRegion(known, one, day)
    if (!found) {
      const names = regionNames(known, day).join(', ')
      throw new UsageError(`No region is called "${one}". Regions are: ${names}. Nothing was changed.`)
    }
    return found.name
  })
  await tell(db, { ...incident, regions }, regionWords(regions), by, now)
  return `It is ${regions.length > 0 ? `in ${regions.join(', ')} alone` : 'everywhere'} now. Subscribers hear of it.`
}

async function report(
  db: Db,
  { id }: IncidentRecord,
  { language, body, by }: Extract<Order, { do: 'report' }>,
  at: number,
): Promise<string> {
  await addReport(db, { id: newId(), incident: id, language, body, author: by, at })
  return 'The report is public. Nobody is told of it; an earlier one is kept.'
}

async function promise(
  db: Db,
  { id: incident }: IncidentRecord,
  { text, owner, due, by }: Extract<Order, { do: 'promise' }>,
  at: number,
): Promise<string> {
  const id = newId()
  const measure = { id, incident, text_ko: text.ko, text_en: text.en, owner, due_day: due, author: by, at }
  await addMeasure(db, measure)
  return `The measure ${id} is public. Say with \`measure ${id} --state done\` when it is done.`
}

async function changeOf(
  db: Db,
  { incident: measure, state, note, by }: Extract<Order, { do: 'measure' }>,
  at: number,
): Promise<string> {
  const known = await changeMeasure(db, { id: newId(), measure, state, note, author: by, at })
  if (!known)
    throw new UsageError(
      `There is no measure ${measure}. Its id stands in /api/v1/incidents/… and was told when it was promised.`,
    )
  return `The measure is ${state} now.`
}

/** The first to take it has it. */
async function take(db: Db, { id }: IncidentRecord, by: string, now: number): Promise<string> {
  const { by_whom, at } = await acknowledge(db, id, by, now)
  return by_whom === by && at === now
    ? 'It is yours: no further operator is woken, and you are reminded every four hours.'
    : `${by_whom} has it since ${moment(at, 'en')}. Nothing was changed.`
}

function tooLate(at: number, known: number): string {
  const [given, until] = [at, known].map((instant) => new Date(instant).toISOString())
  return `--at ${given} is after ${until}, the end of the incident or now: it cannot have begun then. Nothing was changed.`
}

/** One more version with a person's update. */
async function tell(db: Db, incident: IncidentRecord, body: Text, author: string, now: number): Promise<void> {
  const version = incident.version + 1
  const kind = incident.status === 'resolved' ? 'resolved' : 'changed'
  await updateIncident(db, { ...incident, version, kind, updatedAt: now })
  const { status } = incident
  const said = { id: newId(), version, status, body, author, at: now, publicAt: now }
  await insertIncidentUpdate(db, incident.id, { ...said, affected: [], evidence: [] })
}

/** Ends what nothing looks at any more; what is seen to fail goes on. */
async function end(db: Db, incident: IncidentRecord, text: Text, by: string, now: number): Promise<string> {
  if (incident.resolvedAt !== null) throw new UsageError('It is over already. Nothing was changed.')
  const states = new Map((await componentStates(db)).map(({ component, state }) => [component, state]))
  const failing = incident.components.filter(({ id }) => isTrouble(states.get(id) ?? 'unknown')).map(({ id }) => id)
  if (failing.length > 0) {
    throw new UsageError(
      `${failing.join(', ')}: seen to fail by the newest runs. Nothing was changed; it ends by itself.`,
    )
  }
  const components = incident.components.map((one) => ({ ...one, recoveredAt: one.recoveredAt ?? now }))
  await saveIncidentComponents(db, incident.id, components)
  const ended = { ...incident, components, status: 'resolved' as const, resolvedAt: now, unstableSince: null }
  await tell(db, ended, text, by, now)
  return 'It is over. Those who were told hear of it.'
}

async function release(db: Db, { id }: IncidentRecord, order: Order & { do: 'release' }, now: number): Promise<string> {
  if (order.text) await replaceHeldText(db, id, { text: order.text, author: order.by }, now)
  const released = await releaseTexts(db, id, now)
  return released === 0
    ? 'No text of this incident is held; nothing was changed.'
    : `${order.text ? 'Your text is' : `${released} text(s) are`} public. Subscribers hear of it.`
}

async function unknown(db: Db, id: string, now: number): Promise<string> {
  return `No incident is called "${id}". ${listOf(await openIncidents(db), now)}`
}

async function show(db: Db, id: string, now: number, outlook: Outlook | null): Promise<string> {
  const incident = await incidentById(db, id)
  if (!incident) throw new UsageError(await unknown(db, id, now))
  return showIncident(db, incident, now, outlook)
}

function listOf(open: IncidentRecord[], now: number): string {
  if (open.length === 0) return 'No incident is open.'
  const lines = open.map(({ id, title, status, audience, updates }) => {
    const held = updates.some(({ publicAt }) => publicAt > now) ? ', text held' : ''
    return `  ${id}  ${title.en} (${status}${audience === 'operators' ? ', for operators' : ''}${held})`
  })
  return ['Open incidents:', ...lines].join('\n')
}

function confirmedWords(text: Text): Text {
  const easy = text.easy === undefined ? {} : { easy: `왜 그런지 알았어요. ${text.easy}` }
  return { ko: `원인이 확인되었습니다. ${text.ko}`, en: `The cause is confirmed. ${text.en}`, ...easy }
}

function regionWords(regions: string[]): Text {
  const names = regions.join(', ')
  if (regions.length === 0) {
    return {
      ko: '이 장애는 모든 지역에 해당합니다.',
      en: 'It concerns all regions.',
      easy: '모든 지역에서 안 돼요.',
    }
  }
  return {
    ko: `이 장애는 ${names}에서만 확인되었습니다.`,
    en: `It is seen in ${names} alone.`,
    easy: `${names}에서만 안 돼요.`,
  }
}

function beganWords(says: string, at: number): Text {
  return {
    ko: `${says}에 따르면 이 장애는 ${moment(at, 'ko')}에 시작되었습니다.`,
    en: `According to ${says}, it began at ${moment(at, 'en')}.`,
  }
}
