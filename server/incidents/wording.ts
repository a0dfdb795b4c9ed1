// Titles and updates of automatic incidents in Korean and English: what, since when, what was seen; never blame. Pure.
import type { Text } from '../../data/catalogue.ts'
import type { Language } from '../../data/tables.ts'
import { duration, joinNames, josa, moment } from '../../views/format.ts'
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

/** Of what is affected by the trouble of something shared. */
export function affectedTitle(who: Text, root: Text): Text {
  return { ko: `${who.ko}: ${root.ko} 장애의 영향`, en: `${who.en}: affected by trouble with ${root.en}` }
}

/** Of the shared thing itself, while nothing is known to be affected. */
export function sharedTitle(root: Text): Text {
  return { ko: `${root.ko} 장애`, en: `${root.en}: outage` }
}

export type Named = { names: Text[]; beganAt: number; onlySlow: boolean }

/** `because`: what it is put down to; `again`: it had been over. */
export function openedText(
  affected: Named,
  { seen, because, again }: { seen: Text; because: Text | null; again: boolean },
): Text {
  return both((language) => {
    const first = again
      ? { ko: '정상화된 뒤 다시 문제가 확인되었습니다.', en: 'The trouble has come back after it had ended.' }
      : null
    return sentences(
      first?.[language],
      limited(affected, language),
      seen[language],
      because ? putDownTo(because, language) : UNKNOWN_CAUSE[language],
    )
  })
}

function putDownTo(root: Text, language: Language): string {
  return language === 'ko'
    ? `${root.ko} 장애의 영향으로 추정됩니다.`
    : `It is suspected to come from trouble with ${root.en}.`
}

/** Coming and going is told as that, not one by one. */
export function unstableText(names: Text[], times: number): Text {
  return {
    ko: `${subject(names)} 정상과 장애를 되풀이하고 있어 불안정합니다. 지난 1시간 동안 ${times}번 문제가 확인되었습니다. 안정될 때까지 한 시간에 한 번만 안내합니다.`,
    en: `${list(names, 'en')}: unstable, it keeps coming and going. Trouble was seen ${times} time(s) in the last hour. Until it is steady there is one update an hour at most.`,
  }
}

/** For operators: what one network alone sees. */
export function networkTitle(where: Text): Text {
  return { ko: `일부 통신망에서만 문제: ${where.ko}`, en: `Seen by one network only: ${where.en}` }
}

export function networkText(where: Text, names: Text[]): Text {
  return {
    ko: `${where.ko}에서만 문제가 확인되고 다른 곳에서는 정상입니다: ${list(names, 'ko')}. 이용자에게는 장애로 알리지 않습니다.`,
    en: `Seen from ${where.en} only; other places find it well: ${list(names, 'en')}. Citizens are not told of an outage.`,
  }
}

/** For operators: the place that looks is in trouble itself. */
export function placeTitle(where: Text): Text {
  return { ko: `관측 지점 이상: ${where.ko}`, en: `Observing place in trouble: ${where.en}` }
}

export function placeText(where: Text, failing: number, of: number): Text {
  return {
    ko: `${where.ko}에서 확인하는 서비스 ${of}개 가운데 ${failing}개가 그곳에서만 함께 실패하고 있습니다. 서비스가 아니라 관측 지점의 문제로 보입니다.`,
    en: `Of ${of} services looked at from ${where.en}, ${failing} fail there alone and together. The place itself seems to be in trouble, not the services.`,
  }
}

export function networkOverText(where: Text): Text {
  return {
    ko: `${where.ko}에서도 다른 곳과 같은 결과가 확인되고 있습니다.`,
    en: `${where.en} sees what the other places see again.`,
  }
}

/** What is new: components added, components better or worse, components well again. */
export type News = {
  added: Named | null
  worse: Text[]
  better: Text[]
  recovered: Text[]
  seen: Text | null
  relapsed: boolean
  /** What it is put down to since now. */
  because: Text | null
}

export function changedText({ because, added, worse, better, recovered, seen, relapsed }: News): Text {
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
      because && putDownTo(because, language),
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

/** The time between two troubles does not count: it tells the last one, and when the first began. */
export function resolvedText(
  names: Text[],
  { beganAt, resolvedAt, reopenedAt }: { beganAt: number; resolvedAt: number; reopenedAt: number | null },
): Text {
  const from = reopenedAt ?? beganAt
  const lasted = (language: Language) => duration(Math.max(0, resolvedAt - from), language)
  const span = (language: Language) => [moment(from, language), moment(resolvedAt, language)] as const
  const [ko, en] = [span('ko'), span('en')]
  const firstKo = reopenedAt === null ? '' : `${moment(beganAt, 'ko')}에 처음 시작된 뒤 한때 정상화되었다가, 다시 `
  const firstEn = reopenedAt === null ? '' : ` after a first time that began at ${moment(beganAt, 'en')}`
  return {
    ko: `${subject(names)} 정상화되었습니다. ${firstKo}${ko[0]}부터 ${ko[1]}까지(${lasted('ko')}) 이용이 원활하지 않았습니다.`,
    en: `${list(names, 'en')}: back to normal. It was disrupted from ${en[0]} to ${en[1]} (${lasted('en')})${firstEn}.`,
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

/** The same said in both languages. */
export function both(say: (language: Language) => string): Text {
  return { ko: say('ko'), en: say('en') }
}
