// One incident at the operators' console: what is known of it, and what can be ordered. Pure.
import type { SpokenLanguage } from '../../data/tables.ts'
import { machineTime, moment, statusWord, words } from '../../views/format.ts'
import type { Site } from '../publish/snapshot.ts'
import type { IncidentState } from '../routes/console-incident.ts'
import { consoleFrame } from './console-frame.ts'
import { localised } from './frame.ts'

const SHOWN_UPDATES = 10

type Field = { name: string; kind: 'area' | 'line' | 'time' | 'day' | 'choice'; required: boolean; options?: string[] }

const area = (name: string, required = true): Field => ({ name, kind: 'area', required })
const TEXT = [area('ko'), area('en'), area('easy', false)]

/** What can be ordered of an incident, and what belongs to it; those that need nothing are buttons. */
const ORDERS: { order: string; fields: Field[]; when?: (state: Known) => boolean }[] = [
  { order: 'take', fields: [], when: ({ open }) => open },
  { order: 'release', fields: [area('ko', false), area('en', false)], when: ({ held }) => held },
  { order: 'note', fields: TEXT },
  { order: 'confirm', fields: TEXT },
  {
    order: 'began',
    fields: [
      { name: 'at', kind: 'time', required: true },
      { name: 'says', kind: 'line', required: true },
    ],
  },
  { order: 'regions', fields: [{ name: 'in', kind: 'line', required: false }] },
  { order: 'end', fields: TEXT, when: ({ open }) => open },
  {
    order: 'report',
    fields: [{ name: 'language', kind: 'choice', required: true, options: ['ko', 'en', 'easy'] }, area('body')],
  },
  {
    order: 'promise',
    fields: [
      area('ko'),
      area('en'),
      { name: 'owner', kind: 'line', required: true },
      { name: 'due', kind: 'day', required: true },
    ],
  },
]

type Known = { open: boolean; held: boolean }

export function consoleIncidentPage(site: Site, state: IncidentState, language: SpokenLanguage) {
  const { incident, matrix, written, now, person } = state
  const w = words(language).consolePage
  const {
    id,
    title,
    status,
    impact,
    audience,
    beganAt,
    beganSays,
    resolvedAt,
    updates,
    causes,
    measures = [],
  } = incident
  const known = { open: resolvedAt === null, held: updates.some(({ publicAt }) => publicAt > now) }
  return {
    ...consoleFrame(site, `/console/incidents/${id}`, title[language], state, language),
    person: person.name,
    facts: [statusWord(status, language), w.impacts[impact], audience === 'operators' ? w.internal : w.everybody].join(
      ' · ',
    ),
    began: moment(beganAt, language),
    machine: machineTime(beganAt),
    says: beganSays,
    publicUrl: localised(`/incidents/${id}`, language),
    matrix: matrix || false,
    updates: updates.slice(0, SHOWN_UPDATES).map(({ at, author, body, publicAt }) => ({
      at: moment(at, language),
      machine: machineTime(at),
      author,
      text: body[language],
      held: publicAt > now && moment(publicAt, language),
    })),
    causes: causes.map(({ standing, author, text, at }) => ({
      at: moment(at, language),
      machine: machineTime(at),
      author,
      standing: words(language).standing[standing],
      text: text[language],
    })),
    orders: ORDERS.filter(({ when }) => when?.(known) ?? true).map(({ order, fields }) => ({
      order,
      title: w.orders[order as keyof typeof w.orders],
      hint: w.hints[order as keyof typeof w.hints],
      simple: fields.length === 0,
      open: written.order === order,
      fields: fields.map((field) => fieldView(order, field, written.order === order ? written : {}, language)),
    })),
    measures: measures.map(({ id: measure, text, state: stands, owner, dueDay }) => ({
      measure,
      text: text[language],
      owner,
      due: dueDay,
      states: (['open', 'done', 'dropped'] as const).map((one) => ({
        value: one,
        word: w.measureStates[one],
        chosen: one === stands,
      })),
    })),
  }
}

function fieldView(
  order: string,
  { name, kind, required, options = [] }: Field,
  written: Partial<Record<string, string>>,
  language: SpokenLanguage,
) {
  const value = written[name] ?? ''
  const w = words(language).consolePage
  return {
    id: `${order}-${name}`,
    name,
    label: w.fields[name as keyof typeof w.fields],
    required,
    value,
    area: kind === 'area',
    choice: kind === 'choice',
    type: { area: false, choice: false, line: 'text', time: 'datetime-local', day: 'date' }[kind],
    options: options.map((one) => ({
      value: one,
      word: w.languages[one as keyof typeof w.languages],
      chosen: one === value,
    })),
  }
}
