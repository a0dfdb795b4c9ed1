// How instants, durations, states and lists of names read in Korean and English. Pure; all times are KST.
import easy from './locales/easy.json' with { type: 'json' }
import en from './locales/en.json' with { type: 'json' }
import ko from './locales/ko.json' with { type: 'json' }

/** Of pages: Korean, English, and Korean in easy words (쉬운 말). */
export const LANGUAGES = ['ko', 'en', 'easy'] as const
export type Language = (typeof LANGUAGES)[number]
export type Words = typeof ko
export type StateName = keyof Words['state']
export type StatusName = keyof Words['status']
export type MarkName = keyof Words['mark']

const WORDS: Record<Language, Words> = { ko, en, easy: { ...ko, ...easy } }
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
/** Milliseconds that Korean time is ahead of UTC: Korea has no summer time. */
export const KST_OFFSET = 9 * 3600_000
const MINUTE = 60_000
const WEEK = 7 * 24 * 60 * MINUTE

/** All fixed words of the pages in one language. */
export function words(language: Language): Words {
  return WORDS[language]
}

/** A text in a language; what has no easy words is said in the usual ones. */
export function inLanguage(text: { ko: string; en: string; easy?: string }, language: Language): string {
  return language === 'easy' ? (text.easy ?? text.ko) : text[language]
}

/** What is said beside a text that nobody has written in this language; false where somebody has. */
export function missingIn(text: { easy?: string }, language: Language): string | false {
  return language === 'easy' && text.easy === undefined && WORDS.easy.reportPage.missing
}

/** The language of what there is in no easy words: forms, and what programs read. */
export function spoken(language: Language): 'ko' | 'en' {
  return language === 'easy' ? 'ko' : language
}

/** Word for a component's state, as 정상 or 일부 장애. */
export function stateWord(state: StateName, language: Language): string {
  return WORDS[language].state[state]
}

/** Word for what is said of a component beside its state, as 확인 중 or 불안정. */
export function markWord(mark: MarkName, language: Language): string {
  return WORDS[language].mark[mark]
}

/** Word for an incident's status, as 장애 인지 or 정상화. */
export function statusWord(status: StatusName, language: Language): string {
  return WORDS[language].status[status]
}

/** Behind the name of what is not everywhere: ` (부산광역시)`; '' for what is. */
export function whereBehind(regions: string[] = []): string {
  return regions.length === 0 ? '' : ` (${regions.join(', ')})`
}

/** Date and time: `11월 24일 14:05`, `24 Nov 14:05 KST`. */
export function moment(at: number, language: Language): string {
  const { month, day, time } = kst(at)
  return language === 'en' ? `${day} ${MONTHS[month - 1]} ${time} KST` : `${month}월 ${day}일 ${time}`
}

/** For text messages: `11/24 14:05` in both languages. */
export function shortMoment(at: number): string {
  const { month, day, time } = kst(at)
  return `${month}/${day} ${time}`
}

/** Time alone where the day is plain, the full moment otherwise: `14:05`, `11월 23일 14:05`. */
export function clockTime(at: number, now: number, language: Language): string {
  return kstDay(at) === kstDay(now) ? kst(at).time : moment(at, language)
}

/** A KST day without the year: `11월 24일`, `24 Nov`. Takes YYYY-MM-DD. */
export function dayWord(day: string, language: Language): string {
  const [, month = 1, date = 1] = day.split('-').map(Number)
  return language === 'en' ? `${date} ${MONTHS[month - 1]}` : `${month}월 ${date}일`
}

/** A month: `2026년 11월`, `Nov 2026`. Takes YYYY-MM. */
export function monthWord(month: string, language: Language): string {
  const [year, number = 1] = month.split('-').map(Number)
  return language === 'en' ? `${MONTHS[number - 1]} ${year}` : `${year}년 ${number}월`
}

/** KST calendar day, YYYY-MM-DD. */
export function kstDay(at: number): string {
  return new Date(at + KST_OFFSET).toISOString().slice(0, 10)
}

/** For `<time datetime>`: ISO 8601 with the KST offset. */
export function machineTime(at: number): string {
  return `${new Date(at + KST_OFFSET).toISOString().slice(0, 19)}+09:00`
}

/** Two largest units: `1시간 20분`, `2 d 3 h`; below a minute `1분 미만`. */
export function duration(milliseconds: number, language: Language): string {
  const minutes = Math.floor(milliseconds / MINUTE)
  if (minutes < 1) return WORDS[language].underAMinute
  const amounts = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60]
  const units = language === 'en' ? [' d', ' h', ' min'] : ['일', '시간', '분']
  const first = amounts.findIndex((amount) => amount > 0)
  const parts = amounts.map((amount, index) => (amount > 0 ? `${amount}${units[index]}` : ''))
  return parts
    .slice(first, first + 2)
    .filter(Boolean)
    .join(' ')
}

/** `35분 전`, `35 min ago`, `방금`; false for what lies ahead, or is older than a week: there the date says more. */
export function ago(at: number, now: number, language: Language): string | false {
  const passed = now - at
  if (passed < 0 || passed > WEEK) return false
  const { justNow, before } = WORDS[language].ago
  return passed < MINUTE ? justNow : before.replace('{duration}', duration(passed, language))
}

/** `11월 24일 14:05 (35분 전)`; the moment alone where `ago` says nothing. */
export function momentAgo(at: number, now: number, language: Language): string {
  const passed = ago(at, now, language)
  return passed === false ? moment(at, language) : `${moment(at, language)} (${passed})`
}

/** `주민등록표 등본 발급, 로그인`. */
export function joinNames(names: string[]): string {
  return names.join(', ')
}

/** The first name and how many more: `정부24 로그인 외 2건`, `Government 24 login +2`. */
export function shortNames(names: string[], language: Language): string {
  const more = names.length - 1
  if (more < 1) return names[0] ?? ''
  return language === 'en' ? `${names[0]} +${more}` : `${names[0]} 외 ${more}건`
}

/** Percentage, rounded, but never to a 100 that is not true: `99.98%`; `decimals` is 2 for months and longer, 1 for a day. */
export function percent(share: number, decimals: 1 | 2 = 2): string {
  const rounded = (share * 100).toFixed(decimals)
  if (Number(rounded) < 100) return `${rounded}%`
  return share >= 1 ? '100%' : `${(100 - 10 ** -decimals).toFixed(decimals)}%`
}

/** The right particle after a word by its last sound: `josa('정부24', '이/가')` → `정부24가`. */
export function josa(word: string, pair: '이/가' | '은/는' | '을/를'): string {
  const [closed, open] = pair.split('/')
  return word + (endsClosed(word) ? closed : open)
}

// Digits read as 영 일 이 삼 사 오 육 칠 팔 구; Latin letters are taken as open, other than l, m, n, r.
function endsClosed(word: string): boolean {
  const last = word.replace(/[^0-9A-Za-z가-힣]+$/, '').at(-1) ?? ''
  if (last >= '가' && last <= '힣') return (last.charCodeAt(0) - 0xac00) % 28 > 0
  return '013678lmnrLMNR'.includes(last) && last !== ''
}

function kst(at: number) {
  const date = new Date(at + KST_OFFSET)
  return { month: date.getUTCMonth() + 1, day: date.getUTCDate(), time: date.toISOString().slice(11, 16) }
}
