// Maintenance as a calendar to subscribe to (iCalendar, RFC 5545). Pure.
import icalendar, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator'
import { inLanguage, words } from '../../views/format.ts'
import { localised, SPOKEN } from '../pages/frame.ts'
import type { PublicDocument } from './bytes.ts'
import { partName, partsOf } from './maintenance-parts.ts'
import { openDocument } from './open-document.ts'
import type { PublicMaintenance, Snapshot } from './snapshot.ts'

type Language = (typeof SPOKEN)[number]

const ICS = 'text/calendar; charset=utf-8'
/** Programs ask again so often. */
const AGAIN_SECONDS = 3600

/** `/maintenance.ics` of all of it, and `/maintenance/<id>.ics` of each that is not over, to put into one's own calendar. */
export function* calendars(snapshot: Snapshot): Generator<PublicDocument> {
  for (const language of SPOKEN) {
    const { maintenances } = snapshot
    yield openDocument(localised('/maintenance.ics', language), ICS, () => calendarOf(snapshot, maintenances, language))
    for (const one of maintenances.filter(({ status }) => status !== 'completed')) {
      yield openDocument(localised(`/maintenance/${one.id}.ics`, language), ICS, () =>
        calendarOf(snapshot, [one], language),
      )
    }
  }
}

function calendarOf(snapshot: Snapshot, maintenances: PublicMaintenance[], language: Language): string {
  const { site } = snapshot
  const { host } = new URL(site.url)
  const calendar = icalendar({
    name: `${inLanguage(site.name, language)} · ${words(language).menu.maintenance}`,
    prodId: { company: 'Bongsu', product: 'maintenance', language: language.toUpperCase() },
    method: ICalCalendarMethod.PUBLISH,
    url: `${site.url}${localised('/maintenance', language)}`,
    ttl: AGAIN_SECONDS,
  })
  for (const one of maintenances) {
    const parts = partsOf(one).map(({ id }) => partName(id, snapshot, language))
    calendar.createEvent({
      id: `${one.id}@${host}`,
      start: new Date(one.startsAt),
      end: new Date(one.endsAt),
      stamp: new Date(one.updatedAt),
      lastModified: new Date(one.updatedAt),
      // grows with every change: seconds since it was published
      sequence: Math.max(0, Math.floor((one.updatedAt - one.publishedAt) / 1000)),
      summary: inLanguage(one.title, language),
      description: [inLanguage(one.body, language), parts.join(', ')].filter(Boolean).join('\n'),
      status: ICalEventStatus.CONFIRMED,
      url: one.source ?? `${site.url}${localised('/maintenance', language)}`,
    })
  }
  return calendar.toString()
}
