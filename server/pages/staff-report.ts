// What a center is asked: how each of its tasks goes, with three big buttons each. Pure.
import type { Catalogue, Component } from '../../data/catalogue.ts'
import type { Center } from '../../data/queries/staff-reports.ts'
import { type SpokenLanguage, STAFF_ANSWERS, type StaffAnswer, type StaffReportsTable } from '../../data/tables.ts'
import { clockTime, duration } from '../../views/format.ts'
import type { Site } from '../publish/snapshot.ts'
import { frame, localised, SPOKEN } from './frame.ts'

const WORDS = {
  ko: {
    title: '창구 상태 알리기',
    lead: '지금 창구에서 보시는 상태를 눌러 주십시오. 한 번 누르면 바로 전해지고, 잘못 누르셨으면 다른 단추를 누르시면 됩니다.',
    purpose:
      '여러 기관이 같은 상태를 알리면 자동 확인 결과와 함께 장애 판단에 씁니다. 누르신 분의 이름은 남지 않습니다.',
    answers: { works: '정상', slow: '느림', fails: '안 됨' },
    counts: (at: string, answer: string) => `${at}에 받았습니다: ${answer}`,
    old: (at: string, answer: string, lasts: string) =>
      `${at}에 알려 주신 상태는 ‘${answer}’입니다. ${lasts}이 지나 더는 쓰지 않으니, 지금 상태를 다시 눌러 주십시오.`,
    none: '이 기관의 알림 대상에 상태를 알릴 수 있는 업무가 없습니다.',
  },
  en: {
    title: 'How it works at your counter',
    lead: 'Press what you see at your counter now. One press is enough; if it was the wrong one, press another.',
    purpose:
      'When several centers say the same, it is weighed together with the automatic checks. Nobody keeps the name of who pressed.',
    answers: { works: 'Works', slow: 'Slow', fails: 'Fails' },
    counts: (at: string, answer: string) => `Taken down at ${at}: ${answer}`,
    old: (at: string, answer: string, lasts: string) =>
      `At ${at} you said “${answer}”. That counts for ${lasts}, so please press again what is true now.`,
    none: 'None of the tasks that this center is told about can be reported on.',
  },
}

/** Components a center is asked about: those of its scope (an empty one means everything), in the order of the catalogue. */
export function tasksOf({ services }: Catalogue, scope: string[]): Component[] {
  return services
    .flatMap(({ components }) => components)
    .filter(({ id, service, reportable }) => {
      return reportable && (scope.length === 0 || scope.includes(id) || scope.includes(service))
    })
}

/** Where on the page a component stands; the same for as long as the catalogue says so. */
export function placeOf(component: string): string {
  return component.replaceAll('/', '--')
}

export type StaffReportView = {
  catalogue: Catalogue
  site: Site
  center: Center
  /** Its newest answer to each component, and how long one counts. */
  answers: Map<string, Pick<StaffReportsTable, 'answer' | 'at'>>
  countsForMs: number
  /** `/staff/…`, without language prefix; forms post there. */
  path: string
  now: number
}

export function staffReportPage(view: StaffReportView, language: SpokenLanguage) {
  const { catalogue, site, center, path } = view
  const w = WORDS[language]
  const tasks = Map.groupBy(tasksOf(catalogue, center.scope), ({ service }) => service)
  const services = catalogue.services.filter(({ id }) => tasks.has(id))
  return {
    ...frame(site, language, path, `${w.title} · ${site.name[language]}`, SPOKEN),
    heading: w.title,
    center: center.name,
    lead: w.lead,
    purpose: w.purpose,
    none: w.none,
    action: localised(path, language),
    services: services.map(({ id, name }) => ({
      id: placeOf(id),
      name: name[language],
      tasks: (tasks.get(id) ?? []).map((task) => taskView(task, view, language)),
    })),
  }
}

function taskView({ id, name }: Component, { answers, countsForMs, now }: StaffReportView, language: SpokenLanguage) {
  const said = answers.get(id) ?? null
  const counts = said !== null && said.at > now - countsForMs
  return {
    id,
    place: placeOf(id),
    name: name[language],
    said: said !== null && { counts, text: saidText(said, counts, { countsForMs, now }, language) },
    buttons: STAFF_ANSWERS.map((answer) => ({
      answer,
      kind: KINDS[answer],
      word: WORDS[language].answers[answer],
      pressed: counts && said?.answer === answer ? 'true' : 'false',
    })),
  }
}

const KINDS: Record<StaffAnswer, string> = { works: 'good', slow: 'warn', fails: 'bad' }

function saidText(
  { answer, at }: { answer: StaffAnswer; at: number },
  counts: boolean,
  { countsForMs, now }: { countsForMs: number; now: number },
  language: SpokenLanguage,
): string {
  const { answers, counts: taken, old } = WORDS[language]
  const time = clockTime(at, now, language)
  return counts ? taken(time, answers[answer]) : old(time, answers[answer], duration(countsForMs, language))
}
