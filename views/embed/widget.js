// State of the services for other sites: one sentence with a link. No cookies, no frame, nothing kept; its styles need no permission.
// <script src="https://status.example.org/widget.js" data-service="government24" data-language="ko" defer></script>
const script = document.currentScript ?? document.querySelector('script[src$="/widget.js"]')
const base = new URL(script.src).origin
const { service, into, language = 'ko' } = script.dataset
const spoken = ['ko', 'en', 'easy'].includes(language) ? language : 'ko'
const LOOK_EVERY = 60_000
const LOOK_AT_LEAST_EVERY = 600_000
const ANSWER_WITHIN = 10_000
const OLD_AFTER = 180_000
const NOT_KNOWN = {
  ko: '지금은 서비스 상태를 확인할 수 없습니다.',
  en: 'The state of the services is not known right now.',
  easy: '지금은 서비스가 되는지 알 수 없어요.',
}
const MARKS = {
  operational: '✓',
  degraded_performance: '◷',
  partial_outage: '!',
  major_outage: '✕',
  under_maintenance: '⚒',
  unknown: '?',
}
const STYLE =
  ':host{display:inline-block}a{display:inline-flex;gap:.5em;align-items:baseline;padding:.4em .8em;border:1px solid;border-radius:8px;color:inherit;font:inherit;text-decoration:none}a:hover span{text-decoration:underline}a:focus-visible{outline:3px solid;outline-offset:2px}b{min-width:1em;text-align:center}'

/** `alive`: when the server last told something new, by the clock of this page that nobody sets. */
let status = null
let alive = null
let failures = 0
let lookedAt = 0
let next

const { mark, sentence } = build()
look()
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && performance.now() - lookedAt > LOOK_EVERY) look()
})

/** In its place: after the script, at the end of a page whose head holds it, or in the element that `data-into` names. */
function build() {
  const host = document.createElement('span')
  host.lang = spoken === 'en' ? 'en' : 'ko'
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(STYLE)
  root.adoptedStyleSheets = [sheet]
  const live = root.appendChild(document.createElement('div'))
  live.setAttribute('role', 'status')
  const link = live.appendChild(document.createElement('a'))
  link.href = spoken === 'ko' ? `${base}/` : `${base}/${spoken}`
  const mark = link.appendChild(document.createElement('b'))
  mark.setAttribute('aria-hidden', 'true')
  const sentence = link.appendChild(document.createElement('span'))
  const place = into ? document.getElementById(into) : null
  if (place) place.append(host)
  else if (!script.closest('head')) script.after(host)
  else if (document.body) document.body.append(host)
  else document.addEventListener('DOMContentLoaded', () => document.body.append(host))
  return { mark, sentence }
}

/** Politely: once a minute, not while nobody looks, less often while there is no answer, and not all pages at once. */
async function look() {
  clearTimeout(next)
  lookedAt = performance.now()
  if (!document.hidden || status === null) await read()
  show()
  const pause = Math.min(LOOK_EVERY * 2 ** failures, LOOK_AT_LEAST_EVERY)
  next = setTimeout(look, pause * (0.9 + Math.random() / 5))
}

async function read() {
  try {
    const answer = await fetch(`${base}/api/v1/status`, {
      cache: 'no-cache', // a browser may otherwise go on with what was true yesterday
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(ANSWER_WITHIN),
    })
    if (!answer.ok) throw new Error(`${base} answers ${answer.status}`)
    const newer = await answer.json()
    if (status ? newer.updatedAt !== status.updatedAt : isRecent(newer)) alive = performance.now()
    status = newer
    failures = 0
  } catch {
    failures += 1
  }
}

/** At first there is only the clock of the machine to go by; if that is wrong, the next news sets it right. */
function isRecent({ updatedAt }) {
  return Math.abs(Date.now() - Date.parse(updatedAt)) < OLD_AFTER
}

/** What is old is not known any more. */
function show() {
  const found = service ? status?.services.find(({ id }) => id === service) : status
  if (status && !found) console.warn(`Bongsu: ${base}/api/v1/status knows no service "${service}"`)
  const known = found && alive !== null && performance.now() - alive < OLD_AFTER
  const text = known ? found.sentence[spoken] : NOT_KNOWN[spoken]
  mark.textContent = MARKS[known ? found.state : 'unknown']
  if (sentence.textContent !== text) sentence.textContent = text
}
