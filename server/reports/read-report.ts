// Reads the report of a month: figures from the log with its corrections, counts of runs from the daily roll-ups.
import type { Catalogue, Component, Text } from '../../data/catalogue.ts'
import type { Db } from '../../data/database.ts'
import { partsBetween, statusesOf } from '../../data/queries/reports.ts'
import { presentRollups } from '../../data/queries/rollups.ts'
import { VERDICTS } from '../../probes/result.ts'
import { type Availability, availabilityOf, type Figures, meanOf } from '../incidents/availability.ts'
import { type Bucket, DAY, HOUR } from '../incidents/availability-calendar.ts'
import { type History, historyOf, measureHistory } from '../incidents/availability-history.ts'
import { runsOf } from '../incidents/availability-rows.ts'
import { mergeRuns, type RunCounts } from '../incidents/availability-runs.ts'
import { type AvailabilitySettings, targetOf } from '../incidents/availability-settings.ts'
import { isStandby } from '../incidents/standby.ts'
import { type Budget, budgetOf, burnOf, type Incidents, incidentsOf, reopeningsOf } from './month-report.ts'

/** `budget` and `burn` are null for a component without a target; `burn` is over the last 1 h, 6 h and 3 d. */
export type ComponentReport = {
  id: string
  name: Text
  figures: Figures
  availability: Availability
  target: number | null
  budget: Budget | null
  burn: [number, number, number] | null
  incidents: Incidents
  runs: RunCounts
  /** What persons corrected in the month, in their words. */
  corrections: string[]
  corrected: boolean
}

export type MonthReport = {
  month: Bucket
  /** What is reported ends here: the end of the month, or now. */
  until: number
  madeAt: number
  services: { id: string; name: Text; availability: Availability; components: ComponentReport[] }[]
}

const WINDOWS = [HOUR, 6 * HOUR, 3 * DAY] as const

export async function readReport(
  db: Db,
  catalogue: Catalogue,
  settings: AvailabilitySettings,
  month: Bucket,
  now: number,
): Promise<MonthReport> {
  const until = Math.min(now, month.until)
  const parts = await partsBetween(db, month.from, until)
  const statuses = await statusesOf(db, [...new Set(parts.map(({ incident }) => incident))])
  const reopenings = reopeningsOf(statuses, month.from, until)
  const services: MonthReport['services'] = []
  for (const { id, name, components } of catalogue.services) {
    const reports: ComponentReport[] = []
    for (const component of components.filter((one) => !isStandby(one))) {
      const own = parts.filter((part) => part.component === component.id)
      const incidents = incidentsOf(own, reopenings, month.from, until)
      reports.push({ ...(await readComponent(db, component, settings, month, until)), incidents })
    }
    services.push({
      id,
      name,
      availability: meanOf(lookedAt(reports).map(({ availability }) => availability)),
      components: reports,
    })
  }
  return { month, until, madeAt: now, services }
}

/** What nobody looked at takes nothing from what is known of the rest. */
function lookedAt(reports: ComponentReport[]): ComponentReport[] {
  const looked = reports.filter(
    ({ availability, runs }) => availability.coverage > 0 || VERDICTS.some((one) => runs[one] > 0),
  )
  return looked.length > 0 ? looked : reports
}

async function readComponent(
  db: Db,
  component: Component,
  settings: AvailabilitySettings,
  month: Bucket,
  until: number,
): Promise<Omit<ComponentReport, 'incidents'>> {
  const earliest = Math.min(month.from, until - Math.max(...WINDOWS))
  const history = await historyOf(db, component.id, earliest, until, settings.leastNoticeHours)
  const figures = measureHistory(history, month.from, until)
  const days = await presentRollups(db, component.id, 'day', month.from, until)
  const [whole] = await presentRollups(db, component.id, 'month', month.from, month.until)
  const corrections = history.said.filter((one) => one.until > month.from && one.from < until)
  return {
    id: component.id,
    name: component.name,
    figures,
    availability: availabilityOf(figures),
    ...spending(history, figures, targetOf(settings, component), month, until),
    runs: mergeRuns(days.map(runsOf)),
    corrections: corrections.map(({ reason }) => reason),
    corrected: corrections.length > 0 || whole?.corrected === 1,
  }
}

function spending(history: History, figures: Figures, target: number | null, month: Bucket, until: number) {
  if (target === null) return { target, budget: null, burn: null }
  const burn = (length: number) => burnOf(measureHistory(history, until - length, until), target)
  const [hour, sixHours, threeDays] = WINDOWS
  return {
    target,
    budget: budgetOf(figures, target, month.until - until),
    burn: [burn(hour), burn(sixHours), burn(threeDays)] as [number, number, number],
  }
}
