// What a schema cannot see in the maintenances of the configuration: contradictions, days that do not exist, bad rules. Pure.
import { occurrences, ruleMistake } from './maintenance-rule.ts'
import { componentIds, extentOf, lengthOf, type MaintenanceSetting } from './maintenance-settings.ts'

const MINUTE = 60_000
const DAY = 86_400_000

/** Everything that contradicts itself, each with its place and how to mend it. */
export function maintenanceMistakes(settings: MaintenanceSetting[]): string[] {
  return settings.flatMap((one, index) => {
    const place = `/maintenances/${index}`
    const times = unreal(one, place)
    return [...idMistakes(settings, index), ...(times.length > 0 ? times : oneMistakes(one, place))]
  })
}

function oneMistakes(one: MaintenanceSetting, place: string): string[] {
  const mistakes = [...lengthMistakes(one, place), ...partMistakes(one, place)]
  return mistakes.length > 0 ? mistakes : seriesMistakes(one, place)
}

function lengthMistakes({ from, until, minutes, published }: MaintenanceSetting, place: string): string[] {
  if ((until === undefined) === (minutes === undefined)) {
    return [`${place}: give either "until" or "minutes", so that its end is known`]
  }
  const end = until === undefined ? Date.parse(from) + (minutes ?? 0) * MINUTE : Date.parse(until)
  if (end <= Date.parse(from)) return [`${place}: "until" must be later than "from"`]
  if (Date.parse(published) < end) return []
  return [`${place}/published: is after the end of it; give the time at which people could read of it`]
}

function partMistakes(one: MaintenanceSetting, place: string): string[] {
  const { first, length } = extentOf(one)
  const ids = componentIds(one)
  return one.components.flatMap((part, index) => {
    const where = `${place}/components/${index}`
    if (ids.indexOf(ids[index] ?? '') !== index)
      return [`${where}: "${ids[index]}" stands twice; leave one of them out`]
    if (typeof part === 'string') return []
    if (part.until !== undefined && part.minutes !== undefined) return [`${where}: give "until" or "minutes", not both`]
    if (part.until !== undefined && one.repeats !== undefined) {
      return [`${where}/until: a recurring maintenance has "minutes" here, since "until" is one day only`]
    }
    const own = lengthOf(part, first) ?? length
    if (own > 0 && own <= length) return []
    return [`${where}: must end after the start and not after the maintenance; move its end or that of the maintenance`]
  })
}

function seriesMistakes({ repeats, except = [], from }: MaintenanceSetting, place: string): string[] {
  if (repeats === undefined) {
    return except.length === 0
      ? []
      : [`${place}/except: only a maintenance with "repeats" has exceptions; leave it out`]
  }
  const first = Date.parse(from)
  const mistake = ruleMistake(repeats, first)
  if (mistake) return [`${place}/repeats: ${mistake}`]
  return except.flatMap((day, index) => {
    const start = startOfDay(day)
    if (occurrences(repeats, first, start, start + DAY).length > 0) return []
    return [`${place}/except/${index}: nothing would happen on ${day}; give the day on which an occurrence begins`]
  })
}

function startOfDay(day: string): number {
  return Date.parse(`${day}T00:00+09:00`)
}

/** The occurrence of a series on 5 December 2026 is called `<id>-2026-12-05`. */
function idMistakes(settings: MaintenanceSetting[], index: number): string[] {
  const id = settings[index]?.id ?? ''
  const others = settings.filter((_, other) => other !== index)
  const twice = settings.findIndex((one) => one.id === id) !== index
  const taken = others.some((one) => one.repeats && id.replace(/-\d{4}-\d{2}-\d{2}$/, '') === one.id && id !== one.id)
  if (!twice && !taken) return []
  return [
    `/maintenances/${index}/id: "${id}" ${twice ? 'stands twice' : 'is the name of an occurrence'}; choose another`,
  ]
}

/** Days and times that look right and do not exist, such as 31 February. */
function unreal({ from, until, published, except = [], components }: MaintenanceSetting, place: string): string[] {
  const ends = components.map((part, index) => [
    `components/${index}/until`,
    typeof part === 'string' ? undefined : part.until,
  ])
  const days = except.map((day, index) => [`except/${index}`, day])
  return [['from', from], ['until', until], ['published', published], ...ends, ...days].flatMap(([name, text]) =>
    text === undefined || exists(text) ? [] : [`${place}/${name}: ${text} does not exist in the calendar`],
  )
}

function exists(text: string): boolean {
  const [day = ''] = text.split('T')
  const midnight = Date.parse(`${day}T00:00Z`)
  return !Number.isNaN(Date.parse(text)) && new Date(midnight).toISOString().startsWith(day)
}
