// Titles and updates of automatic incidents in Korean and English: what, since when, what was seen; never blame. Pure.
import type { Text } from '../../data/catalogue.ts'
import { duration, joinNames, josa, type Language, moment } from '../../views/format.ts'
import type { Stage } from './cause.ts'

const TITLES: Record<Stage, Text> = {
  connection: { ko: '접속 장애', en: 'access disrupted' },
  authentication: { ko: '로그인·인증 장애', en: 'login disrupted' },
  processing: { ko: '신청 처리 장애', en: 'processing disrupted' },
  document: { ko: '문서 발급 장애', en: 'document issuance disrupted' },
  use: { ko: '이용 장애', en: 'use disrupted' },
  speed: { ko: '처리 지연', en: 'slow responses' },
}

const UNKNOWN_CAUSE: Text = { ko: '원인은 확인 중입니다.', en: 'The cause is being looked into.' }

/** Names service and stage only, so that it holds for the whole life of the incident. */
export function titleOf(service: Text, stage: Stage): Text {
  return { ko: `${service.ko} ${TITLES[stage].ko}`, en: `${service.en}: ${TITLES[stage].en}` }
}

export type Named = { names: Text[]; beganAt: number; onlySlow: boolean }

export function openedText(affected: Named, seen: Text, again: boolean): Text {
  return both((language) => {
    const first = again
      ? { ko: '정상화된 뒤 다시 문제가 확인되었습니다.', en: 'The trouble has come back after it had ended.' }
      : null
    return sentences(first?.[language], limited(affected, language), seen[language], UNKNOWN_CAUSE[language])
  })
}

/** What is new: components added, components better or worse, components well again. */
export type News = {
  added: Named | null
  worse: Text[]
  better: Text[]
  recovered: Text[]
  seen: Text | null
  relapsed: boolean
}

export function changedText({ added, worse, better, recovered, seen, relapsed }: News): Text {
  return both((language) =>
    sentences(
      relapsed &&
        {
          ko: '복구되는 듯하였으나 다시 문제가 확인되었습니다.',
          en: 'It seemed to be coming back, but the trouble was seen again.',
        }[language],
      added && limited(added, language),
      worse.length > 0 &&
        named(worse, language, { ko: '의 이용 제한이 커졌습니다.', en: ': the restriction has grown.' }),
      better.length > 0 &&
        named(better, language, { ko: '의 이용 제한이 줄었습니다.', en: ': the restriction has eased.' }),
      seen?.[language],
      recovered.length > 0 && wellAgain(recovered, language),
    ),
  )
}

export function monitoringText(names: Text[]): Text {
  return {
    ko: `${topic(names)} 다시 정상으로 확인되고 있습니다. 안정되는지 지켜보고 있습니다.`,
    en: `${list(names, 'en')}: working again in the latest runs. We keep watching until it is stable.`,
  }
}

export function resolvedText(names: Text[], beganAt: number, resolvedAt: number): Text {
  const lasted = (language: Language) => duration(Math.max(0, resolvedAt - beganAt), language)
  return {
    ko: `${subject(names)} 정상화되었습니다. ${moment(beganAt, 'ko')}부터 ${moment(resolvedAt, 'ko')}까지(${lasted('ko')}) 이용이 원활하지 않았습니다.`,
    en: `${list(names, 'en')}: back to normal. It was disrupted from ${moment(beganAt, 'en')} to ${moment(resolvedAt, 'en')} (${lasted('en')}).`,
  }
}

function limited({ names, beganAt, onlySlow }: Named, language: Language): string {
  const since = moment(beganAt, language)
  if (language === 'ko')
    return `${since}부터 ${list(names, 'ko')} ${onlySlow ? '처리가 늦어지고' : '이용이 제한되고'} 있습니다.`
  return `${list(names, 'en')}: ${onlySlow ? 'slow' : 'use is restricted'} since ${since}.`
}

function wellAgain(names: Text[], language: Language): string {
  return language === 'ko' ? `${topic(names)} 정상으로 확인되었습니다.` : `${list(names, 'en')}: back to normal.`
}

function named(names: Text[], language: Language, rest: Text): string {
  return `${list(names, language)}${rest[language]}`
}

function list(names: Text[], language: Language): string {
  return joinNames(names.map((name) => name[language]))
}

function topic(names: Text[]): string {
  return josa(list(names, 'ko'), '은/는')
}

function subject(names: Text[]): string {
  return josa(list(names, 'ko'), '이/가')
}

function sentences(...parts: (string | false | null | undefined)[]): string {
  return parts.filter(Boolean).join(' ')
}

function both(say: (language: Language) => string): Text {
  return { ko: say('ko'), en: say('en') }
}
