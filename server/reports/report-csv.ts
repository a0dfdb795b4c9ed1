// The report as CSV for spreadsheets: one row a component, UTF-8 with BOM, and no cell that a spreadsheet would run. Pure.
import type { Language } from '../../views/format.ts'
import { csvOf } from '../csv.ts'
import { durationAt } from '../incidents/availability-runs.ts'
import type { ComponentReport, MonthReport } from './read-report.ts'

/** Column names are stable; lengths are in the unit that the name says. Lines end with CR LF (RFC 4180). Titles are in `language`. */
export function reportCsv(report: MonthReport, month: string, language: Language): string {
  const rows = report.services.flatMap((service) =>
    service.components.map((component) => ({ month, service: service.id, ...cellsOf(component, language) })),
  )
  return csvOf(rows)
}

function cellsOf(component: ComponentReport, language: Language) {
  const { figures, availability, budget, burn, incidents, runs, ...one } = component
  return {
    component: one.id,
    name_ko: one.name.ko,
    name_en: one.name.en,
    availability_percent: availability.share === null ? null : percent(availability.share),
    coverage_percent: percent(availability.coverage),
    low_percent: percent(availability.low),
    high_percent: percent(availability.high),
    down_minutes: minutes(figures.down),
    degraded_minutes: minutes(figures.degraded),
    maintenance_minutes: minutes(figures.excluded),
    unwatched_minutes: minutes(figures.unwatched),
    target_percent: one.target === null ? null : percent(one.target),
    budget_minutes: budget && minutes(budget.total),
    budget_spent_minutes: budget && minutes(budget.spent),
    budget_remaining_minutes: budget && minutes(budget.remaining),
    burn_1h: burn && round(burn[0]),
    burn_6h: burn && round(burn[1]),
    burn_3d: burn && round(burn[2]),
    incidents: incidents.count,
    reopenings: incidents.reopenings,
    mean_seconds_to_detect: seconds(incidents.detection),
    mean_seconds_to_publish: seconds(incidents.publication),
    mean_minutes_to_repair: incidents.repair === null ? null : minutes(incidents.repair),
    biggest_incidents: incidents.biggest
      .map(({ titleKo, titleEn, lasted }) => `${language === 'ko' ? titleKo : titleEn} (${minutes(lasted)} min)`)
      .join('; '),
    runs_ok: runs.ok,
    runs_slow: runs.slow,
    runs_failed: runs.failed,
    runs_inconclusive: runs.inconclusive,
    p50_milliseconds: whole(durationAt(runs, 0.5)),
    p90_milliseconds: whole(durationAt(runs, 0.9)),
    corrected: one.corrected ? 'yes' : 'no',
    corrections: one.corrections.join('; '),
  }
}

function percent(share: number): number {
  return share >= 1 ? 100 : Math.min(99.999, Math.round(share * 100_000) / 1000)
}

function minutes(milliseconds: number): number {
  return Math.round(milliseconds / 6000) / 10
}

function seconds(milliseconds: number | null): number | null {
  return milliseconds === null ? null : Math.round(milliseconds / 1000)
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

function whole(value: number | null): number | null {
  return value === null ? null : Math.round(value)
}
