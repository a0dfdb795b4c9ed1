// What a decision rests on, as sentences that people understand: from where, which step, what was seen, when, how many runs. Pure.
import type { Text } from '../../data/catalogue.ts'
import type { SpokenLanguage } from '../../data/tables.ts'
import type { Fault } from '../../probes/result.ts'
import { machineTime } from '../../views/format.ts'
import { stageOf } from './cause.ts'
import type { FlowMemory } from './memory.ts'
import { seenWords } from './observations.ts'
import type { Ground } from './signals.ts'
import { both } from './wording.ts'

/** `group`: name of a group of locations; `about`: name of the component, where a reader must be told which one it was. */
export type Names = { group: (id: string) => Text; about: Text | null }

/** One sentence for each flow and each thing that was seen of it. */
export function explain(grounds: readonly Ground[], names: Names): Text[] {
  return [...Map.groupBy(grounds, ({ flow }) => flow).values()].flatMap((looked) => {
    const failing = looked.filter(({ failed, fault }) => failed > 0 && fault !== null)
    const alike = Map.groupBy(failing, ({ fault }) => `${fault?.step} ${fault && seenWords(fault).en}`)
    const slow = looked.filter((one) => one.slow && !failing.includes(one))
    const kinds = [...alike.values(), ...(slow.length > 0 ? [slow] : [])]
    return kinds.map((grounds) => both((language) => sentence(grounds, looked, names, language)))
  })
}

/** The good runs in a row by which a trouble is over. */
export function explainWell(flows: readonly FlowMemory[], names: Names): Text[] {
  return flows.flatMap(({ good }) => {
    if (good.count === 0) return []
    const from = clock(good.since)
    return [
      both((language) => {
        const where = places(good.groups, names, language)
        return language === 'ko'
          ? `${prefix(names, 'ko')}${where} ${good.groups.length}곳에서 ${from}부터 ${good.count}회 연속 정상으로 확인되었습니다.`
          : `${prefix(names, 'en')}${good.count} good runs in a row since ${from} KST at ${good.groups.length} ${good.groups.length === 1 ? 'place' : 'places'} (${where}).`
      }),
    ]
  })
}

function sentence(grounds: Ground[], looked: Ground[], names: Names, language: SpokenLanguage): string {
  const fault = grounds[0]?.fault ?? null
  const failing = grounds.some(({ failed }) => failed > 0)
  const where = places(
    grounds.map(({ group }) => group),
    names,
    language,
  )
  const seen = seenWords(failing ? fault : null)[language]
  const step = failing && fault ? stepWord(fault)[language] : null
  const when = span(grounds)
  const runs = failing ? runsOf(grounds, language) : null
  const rest = [when, runs].filter((part) => part !== null).join(', ')
  const facts = rest === '' ? '' : ` (${rest})`
  if (language === 'ko') {
    const share = looked.length === 1 ? '한 곳뿐인 관측 지점' : `관측 지점 ${looked.length}곳 중 ${grounds.length}곳`
    const at = `${prefix(names, 'ko')}${share}(${where})${step ? `의 ${step} 단계` : ''}에서`
    return `${at} ${seen.replace(/\.$/, '')}${facts}.`
  }
  const share = looked.length === 1 ? 'the only place that looks' : `${grounds.length} of ${looked.length} places`
  const at = `${prefix(names, 'en')}At ${share} (${where})${step ? `, step “${step}”` : ''}:`
  return `${at} ${seen.replace(/\.$/, '')}${facts}.`
}

function prefix({ about }: Names, language: SpokenLanguage): string {
  return about ? `${about[language]}: ` : ''
}

/** The first two by name. */
function places(groups: string[], names: Names, language: SpokenLanguage): string {
  const all = groups.map((group) => names.group(group)[language])
  const more = all.length > 2 ? (language === 'ko' ? ' 등' : ' …') : ''
  return all.slice(0, 2).join(language === 'ko' ? '·' : ', ') + more
}

function span(grounds: Ground[]): string | null {
  const starts = grounds.flatMap(({ since }) => since ?? [])
  const ends = grounds.flatMap(({ until }) => until ?? [])
  if (starts.length === 0 || ends.length === 0) return null
  const [from, until] = [clock(Math.min(...starts)), clock(Math.max(...ends))]
  return from === until ? from : `${from}–${until}`
}

function runsOf(grounds: Ground[], language: SpokenLanguage): string {
  const failed = grounds.reduce((sum, one) => sum + one.failed, 0)
  const runs = grounds.reduce((sum, one) => sum + one.runs, 0)
  return language === 'ko' ? `${runs}회 중 ${failed}회 실패` : `${failed} of ${runs} runs failed`
}

function clock(at: number): string {
  return machineTime(at).slice(11, 19)
}

const STEPS: Record<string, Text> = {
  main: { ko: '첫 화면', en: 'front page' },
  login_page: { ko: '로그인 화면', en: 'login page' },
  login: { ko: '로그인', en: 'login' },
  search: { ko: '조회', en: 'search' },
  form: { ko: '신청서 화면', en: 'form' },
  submit: { ko: '신청', en: 'application' },
  processed: { ko: '처리', en: 'processing' },
  issue: { ko: '발급', en: 'issue' },
  verify: { ko: '진위확인', en: 'verification' },
}

const STAGES = {
  connection: { ko: '접속', en: 'connection' },
  authentication: { ko: '인증', en: 'authentication' },
  processing: { ko: '처리', en: 'processing' },
  document: { ko: '문서 발급', en: 'document' },
  speed: { ko: '처리', en: 'processing' },
  use: { ko: '이용', en: 'use' },
}

/** The step by its name where it has one, otherwise the stage. */
function stepWord(fault: Fault): Text {
  return STEPS[fault.step] ?? STAGES[stageOf(fault, 'major_outage')]
}
