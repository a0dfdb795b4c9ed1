// Titles and updates of automatic incidents in Korean and English: what, since when, what was seen; never blame. Pure.
import type { Text } from '../../data/catalogue.ts'
import type { Language, SpokenLanguage } from '../../data/tables.ts'
import { duration, inLanguage, joinNames, josa, moment } from '../../views/format.ts'
import type { Stage } from './cause.ts'

const TITLES: Record<Stage, Required<Text>> = {
  connection: { ko: '접속 장애', en: 'access disrupted', easy: '접속이 안 돼요' },
  authentication: { ko: '로그인·인증 장애', en: 'login disrupted', easy: '로그인이 안 돼요' },
  processing: { ko: '신청 처리 장애', en: 'processing disrupted', easy: '신청이 안 돼요' },
  document: { ko: '문서 발급 장애', en: 'document issuance disrupted', easy: '서류가 안 나와요' },
  use: { ko: '이용 장애', en: 'use disrupted', easy: '쓸 수 없어요' },
  speed: { ko: '처리 지연', en: 'slow responses', easy: '느려요' },
}

const UNKNOWN_CAUSE: Required<Text> = {
  ko: '원인은 확인 중입니다.',
  en: 'The cause is being looked into.',
  easy: '왜 그런지는 알아보고 있어요.',
}

/** Names service and stage only, so that it holds for the whole life of the incident. */
export function titleOf(service: Text, stage: Stage): Text {
  return {
    ko: `${service.ko} ${TITLES[stage].ko}`,
    en: `${service.en}: ${TITLES[stage].en}`,
    easy: `${inLanguage(service, 'easy')}: ${TITLES[stage].easy}`,
  }
}

/** Of what is affected by the trouble of something shared. */
export function affectedTitle(who: Text, root: Text): Text {
  return {
    ko: `${who.ko}: ${root.ko} 장애의 영향`,
    en: `${who.en}: affected by trouble with ${root.en}`,
    easy: `${inLanguage(who, 'easy')}: ${josa(inLanguage(root, 'easy'), '이/가')} 고장 나서 안 돼요`,
  }
}

/** Of the shared thing itself, while nothing is known to be affected. */
export function sharedTitle(root: Text): Text {
  return { ko: `${root.ko} 장애`, en: `${root.en}: outage`, easy: `${inLanguage(root, 'easy')} 고장` }
}

export type Named = { names: Text[]; beganAt: number; onlySlow: boolean }

/** `because`: what it is put down to; `again`: it had been over. */
export function openedText(
  affected: Named,
  { seen, because, again }: { seen: Text; because: Text | null; again: boolean },
): Text {
  return inAll((language) =>
    sentences(
      again && AGAIN[language],
      limited(affected, language),
      seen[language],
      because ? putDownTo(because, language) : UNKNOWN_CAUSE[language],
    ),
  )
}

const AGAIN = {
  ko: '정상화된 뒤 다시 문제가 확인되었습니다.',
  en: 'The trouble has come back after it had ended.',
  easy: '다시 됐다가 또 안 돼요.',
}

function putDownTo(root: Text, language: Language): string {
  if (language === 'easy') return `${josa(inLanguage(root, 'easy'), '이/가')} 고장 나서 그런 것 같아요.`
  return language === 'ko'
    ? `${root.ko} 장애의 영향으로 추정됩니다.`
    : `It is suspected to come from trouble with ${root.en}.`
}

/** Coming and going is told as that, not one by one. */
export function unstableText(names: Text[], times: number): Text {
  return {
    ko: `${subject(names)} 정상과 장애를 되풀이하고 있어 불안정합니다. 지난 1시간 동안 ${times}번 문제가 확인되었습니다. 안정될 때까지 한 시간에 한 번만 안내합니다.`,
    en: `${list(names, 'en')}: unstable, it keeps coming and going. Trouble was seen ${times} time(s) in the last hour. Until it is steady there is one update an hour at most.`,
    easy: `${list(names, 'easy')}: 됐다가 안 됐다가 해요. 한 시간 동안 ${times}번 안 됐어요. 한 시간에 한 번만 알려 드려요.`,
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
  return inAll((language) =>
    sentences(
      relapsed && RELAPSED[language],
      added && limited(added, language),
      worse.length > 0 && named(worse, language, GROWN),
      better.length > 0 && named(better, language, EASED),
      seen?.[language],
      because && putDownTo(because, language),
      recovered.length > 0 && wellAgain(recovered, language),
    ),
  )
}

const RELAPSED = {
  ko: '복구되는 듯하였으나 다시 문제가 확인되었습니다.',
  en: 'It seemed to be coming back, but the trouble was seen again.',
  easy: '되는 것 같았는데 또 안 돼요.',
}
const GROWN = { ko: '의 이용 제한이 커졌습니다.', en: ': the restriction has grown.', easy: ': 더 안 돼요.' }
const EASED = { ko: '의 이용 제한이 줄었습니다.', en: ': the restriction has eased.', easy: ': 조금 나아졌어요.' }

export function monitoringText(names: Text[]): Text {
  return {
    ko: `${topic(names)} 다시 정상으로 확인되고 있습니다. 안정되는지 지켜보고 있습니다.`,
    en: `${list(names, 'en')}: working again in the latest runs. We keep watching until it is stable.`,
    easy: `${list(names, 'easy')}: 다시 돼요. 계속 잘 되는지 보고 있어요.`,
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
    easy: `${list(names, 'easy')}: 이제 다시 돼요. ${ko[0]}부터 ${ko[1]}까지(${lasted('ko')}) 안 됐어요.`,
  }
}

function limited({ names, beganAt, onlySlow }: Named, language: Language): string {
  const since = moment(beganAt, language)
  if (language === 'easy') return `${list(names, 'easy')}: ${since}부터 ${onlySlow ? '느려요' : '쓰기 어려워요'}.`
  if (language === 'ko')
    return `${since}부터 ${list(names, 'ko')} ${onlySlow ? '처리가 늦어지고' : '이용이 제한되고'} 있습니다.`
  return `${list(names, 'en')}: ${onlySlow ? 'slow' : 'use is restricted'} since ${since}.`
}

function wellAgain(names: Text[], language: Language): string {
  if (language === 'easy') return `${list(names, 'easy')}: 이제 다시 돼요.`
  return language === 'ko' ? `${topic(names)} 정상으로 확인되었습니다.` : `${list(names, 'en')}: back to normal.`
}

function named(names: Text[], language: Language, rest: Required<Text>): string {
  return `${list(names, language)}${rest[language]}`
}

function list(names: Text[], language: Language): string {
  return joinNames(names.map((name) => inLanguage(name, language)))
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

/** The same said in Korean and English. */
export function both(say: (language: SpokenLanguage) => string): Text {
  return { ko: say('ko'), en: say('en') }
}

function inAll(say: (language: Language) => string): Text {
  return { ...both(say), easy: say('easy') }
}
