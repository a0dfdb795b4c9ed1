// A replay as people read it, in Korean time, and as programs do. Pure.

import { STATES } from '../../data/tables.ts'
import { machineTime } from '../../views/format.ts'
import type { Change, Difference } from './compare.ts'
import type { Replayed } from './run-replay.ts'
import type { Said, SaidIncident } from './said.ts'

const UNKNOWABLE =
  'Which of these were false alarms cannot be known from runs alone: look at each one that only one of the two told.'

/** For programs: one object, instants in ISO 8601 (UTC). */
export function printJson(replayed: Replayed): string {
  const { ran, file, strangers, policy, now, then, differences, ...span } = replayed
  const summary = { ...span, runs: ran.runs, refused: ran.refused, strangers, file, policy }
  return `${JSON.stringify({ ...summary, now, then, differences, falseAlarms: null }, withTimes, 2)}\n`
}

function withTimes(name: string, value: unknown): unknown {
  const isTime = /At$|^(from|until|warmUpFrom)$/.test(name)
  return isTime && typeof value === 'number' ? new Date(value).toISOString() : value
}

export function printTable(replayed: Replayed): string {
  const { from, until, warmUpFrom, ran, policy, now, then } = replayed
  return [
    `${ran.runs} runs, arrived ${timeOf(from)} to ${timeOf(until)} (Korean time); the engine heard them from ${timeOf(warmUpFrom)}.`,
    ...remarks(replayed),
    policy.length === 0 ? 'Policy: the present one.' : 'Policy:',
    ...policy.map(({ setting, before, after }) => `  ${setting}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`),
    '',
    `It would have said ${count(now.incidents.length, 'incident')}, with ${count(now.stateChanges, 'change')} of state${then ? ` (then: ${then.incidents.length}, with ${then.stateChanges})` : ''}.`,
    ...incidentTable(now.incidents),
    ...comparison(replayed),
    ...minutesTable(now, then),
    '',
    UNKNOWABLE,
    '',
  ].join('\n')
}

function remarks({ ran, strangers, file }: Replayed): string[] {
  return [
    ran.refused > 0
      ? `${count(ran.refused, 'run')} of components that the catalogue does not know decided nothing.`
      : '',
    strangers.length > 0 ? `Not configured, so that their word did not count: ${strangers.join(', ')}.` : '',
    file && file.bad > 0 ? `${count(file.bad, 'line')} of the file left out.` : '',
    file && file.repeated > 0 ? `${count(file.repeated, 'line')} of the file stood in it before.` : '',
  ].filter((line) => line !== '')
}

function incidentTable(incidents: SaidIncident[]): string[] {
  if (incidents.length === 0) return []
  const head = ['began', 'detected', 'told', 'delay', 'resolved', 'cause', 'components']
  const rows = incidents.map((one) => [
    timeOf(one.beganAt),
    timeOf(one.detectedAt),
    timeOf(one.toldAt),
    lengthOf(one.delayMs / 1000),
    one.resolvedAt === null ? '-' : timeOf(one.resolvedAt),
    `${one.cause}${one.root === null ? '' : ` (root ${one.root})`}${one.audience === 'operators' ? ' (operators)' : ''}`,
    one.components.map(({ id, worst }) => `${id} ${worst}`).join(', '),
  ])
  return aligned([head, ...rows])
}

function comparison({ then, differences }: Replayed): string[] {
  if (!then) return ['', 'What was said then is not known.']
  if (differences.length === 0) return ['', 'The same incidents were told then.']
  return ['', `Different from what was said then (${differences.length}):`, ...differences.map(differenceLine)]
}

function differenceLine(difference: Difference): string {
  if (difference.kind === 'only-then') return `  only then  ${incidentLine(difference.before)}`
  if (difference.kind === 'only-now') return `  only now   ${incidentLine(difference.after)}`
  return `  changed    ${incidentLine(difference.before)}: ${difference.changes.map(changeWords).join('; ')}`
}

function incidentLine({ cause, toldAt, components }: SaidIncident): string {
  return `${timeOf(toldAt)} ${cause} (${components.map(({ id }) => id).join(', ')})`
}

function changeWords(change: Change): string {
  switch (change.what) {
    case 'began':
    case 'told':
    case 'resolved':
      return `${change.what} ${lengthOf(Math.abs(change.seconds))} ${change.seconds < 0 ? 'earlier' : 'later'}`
    case 'no-longer-resolved':
      return 'not resolved any more within the time'
    case 'now-resolved':
      return 'resolved within the time'
    case 'component-added':
      return `with ${change.component}`
    case 'component-missing':
      return `without ${change.component}`
    case 'state':
      return `${change.component} ${change.after} instead of ${change.before}`
    default:
      return `${change.what} ${change.after ?? 'none'} instead of ${change.before ?? 'none'}`
  }
}

/** Only components that were ever heard of. */
function minutesTable(now: Said, then: Said | null): string[] {
  const states = STATES.filter((state) => Object.values(now.minutes).some((minutes) => minutes[state] !== undefined))
  const heard = Object.entries(now.minutes).filter(([, minutes]) =>
    Object.keys(minutes).some((one) => one !== 'unknown'),
  )
  const rows = heard.map(([component, minutes]) => [
    component,
    ...states.map((state) => {
      const before = then?.minutes[component]?.[state] ?? 0
      const after = minutes[state] ?? 0
      return then && Math.abs(before - after) >= 0.1 ? `${after.toFixed(1)} (${before.toFixed(1)})` : after.toFixed(1)
    }),
  ])
  if (rows.length === 0) return []
  return [
    '',
    `Minutes in each state${then ? ' (then, where it was different)' : ''}:`,
    ...aligned([['', ...states], ...rows]),
  ]
}

function aligned(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}

/** Korean time: 9 hours before UTC, all the year. */
function timeOf(at: number): string {
  return machineTime(at).slice(0, 19).replace('T', ' ')
}

function lengthOf(seconds: number): string {
  const whole = Math.round(seconds)
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60]
  return [hours && `${hours} h`, minutes && `${minutes} min`, (rest || whole === 0) && `${rest} s`]
    .filter(Boolean)
    .join(' ')
}
