// State of the services for other pages: one line with a link. No cookies, no frame; its styles need no permission of the page's policy.
// <script src="https://status.example.org/assets/widget.js" data-service="government24" data-language="ko" defer></script>
const script = document.currentScript
const base = new URL(script.src).origin
const language = script.dataset.language === 'en' ? 'en' : 'ko'
const EVERY = 60_000
const OLD_AFTER = 180_000
const WORDS = {
  ko: {
    operational: '정상',
    degraded_performance: '지연',
    partial_outage: '일부 장애',
    major_outage: '장애',
    under_maintenance: '점검 중',
    unknown: '확인 불가',
    name: '서비스 상태',
  },
  en: {
    operational: 'Operational',
    degraded_performance: 'Slow',
    partial_outage: 'Partial outage',
    major_outage: 'Outage',
    under_maintenance: 'Maintenance',
    unknown: 'Unknown',
    name: 'Service status',
  },
}
const MARKS = {
  operational: '✓',
  degraded_performance: '◷',
  partial_outage: '!',
  major_outage: '✕',
  under_maintenance: '⚒',
  unknown: '?',
}
const CSS = `:host{display:inline-block}a{display:inline-flex;gap:.5em;align-items:center;padding:.4em .8em;border:1px solid currentColor;border-radius:8px;color:inherit;font:inherit;text-decoration:none}a:focus-visible{outline:3px solid;outline-offset:2px}b{font-weight:700}`

const host = document.createElement('span')
const root = host.attachShadow({ mode: 'open' })
const sheet = new CSSStyleSheet()
sheet.replaceSync(CSS)
root.adoptedStyleSheets = [sheet]
const link = document.createElement('a')
link.href = language === 'en' ? `${base}/en` : base
link.setAttribute('aria-live', 'polite')
root.append(link)
script.after(host)
let etag = ''
let seen = 0
let last = null

look()
setInterval(look, EVERY)

async function look() {
  if (document.hidden && last) return
  try {
    const answer = await fetch(`${base}/api/v1/status`, etag ? { headers: { 'if-none-match': etag } } : {})
    if (answer.status === 200) {
      last = await answer.json()
      seen = Date.parse(last.updatedAt)
      etag = answer.headers.get('etag') ?? ''
    } else if (answer.status === 304) seen = Date.now()
  } catch {
    // show() says when what it knows is old
  }
  show()
}

/** What is old is not known any more. */
function show() {
  const { service } = script.dataset
  const found = service ? last?.services.find(({ id }) => id === service) : last
  const state = found && Date.now() - seen < OLD_AFTER ? found.state : 'unknown'
  const words = WORDS[language]
  const name = document.createElement('span')
  name.textContent = service ? (found?.name[language] ?? service) : words.name
  const word = document.createElement('b')
  word.textContent = `${MARKS[state]} ${words[state]}`
  const text = `${name.textContent}: ${words[state]}`
  if (link.getAttribute('aria-label') === text) return
  link.setAttribute('aria-label', text)
  link.replaceChildren(name, word)
}
