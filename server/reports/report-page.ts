// The report as a page prints it. Pure.
import type { SpokenLanguage } from '../../data/tables.ts'
import { duration, machineTime, moment, monthWord, percent, words } from '../../views/format.ts'
import { durationAt } from '../incidents/availability-runs.ts'
import type { ComponentReport, MonthReport } from './read-report.ts'

/** `month` as YYYY-MM; `siteName` is false when no configuration names the site. Without a value a cell is `–`. */
export function reportPage(report: MonthReport, month: string, siteName: string | false, language: SpokenLanguage) {
  const w = words(language)
  const name = monthWord(month, language)
  return {
    language,
    w,
    title: `${name} ${w.report.title}`,
    siteName,
    until: moment(report.until, language),
    untilMachine: machineTime(report.until),
    unfinished: report.until < report.month.until,
    madeAt: moment(report.madeAt, language),
    services: report.services.map((service) => ({
      id: service.id,
      name: service.name[language],
      availability: shareWords(service.availability.share, language),
      components: service.components.map((component) => componentRow(component, language)),
    })),
  }
}

function componentRow(one: ComponentReport, language: SpokenLanguage) {
  const { figures, availability, target, budget, burn, incidents, runs } = one
  const length = (milliseconds: number | null) => lengthWords(milliseconds, language)
  return {
    name: one.name[language],
    availability: shareWords(availability.share, language),
    range: `${percent(availability.low)} – ${percent(availability.high)}`,
    coverage: percent(availability.coverage, 1),
    down: length(figures.down),
    degraded: length(figures.degraded),
    excluded: length(figures.excluded),
    target: target === null ? NONE : percent(target),
    spent: budget ? `${length(budget.spent)} / ${length(budget.total)}` : NONE,
    remaining: budget ? (budget.remaining < 0 ? `−${length(-budget.remaining)}` : length(budget.remaining)) : NONE,
    overdrawn: budget !== null && budget.remaining < 0,
    burn: burn ? burn.map((value) => value.toFixed(1)).join(' · ') : NONE,
    count: incidents.count,
    reopenings: incidents.reopenings,
    detection: length(incidents.detection),
    publication: length(incidents.publication),
    repair: length(incidents.repair),
    typical: `${timeWords(durationAt(runs, 0.5))} / ${timeWords(durationAt(runs, 0.9))}`,
    corrected: one.corrected,
    corrections: one.corrections,
    biggest: incidents.biggest.map(({ titleKo, titleEn, beganAt, lasted }) => ({
      title: language === 'ko' ? titleKo : titleEn,
      began: moment(beganAt, language),
      lasted: length(lasted),
    })),
  }
}

const NONE = '–'

function shareWords(share: number | null, language: SpokenLanguage): string {
  return share === null ? words(language).insufficient : percent(share)
}

function lengthWords(milliseconds: number | null, language: SpokenLanguage): string {
  if (milliseconds === null) return NONE
  return milliseconds === 0 ? '0' : duration(milliseconds, language)
}

function timeWords(milliseconds: number | null): string {
  return milliseconds === null ? NONE : `${(milliseconds / 1000).toFixed(1)} s`
}
