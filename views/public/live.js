// Keeps an open page true: takes the newer page when there is one, and says so when nothing new comes.
const OLD_AFTER = 180_000
const LOOK_EVERY = 15_000
/** While the server tells us of news by itself, we look only now and then. */
const LOOK_ANYWAY = 60_000
/** Nothing was heard for two of its beats: something in between keeps the events back. */
const SILENT_AFTER = 45_000
/** Readers who hear of something at once don't all ask at once. */
const SPREAD = 1_500
const main = document.getElementById('main')
let etag = ''
let heard = 0
let looked = Date.now()
let source = null
/** What the reader folded or unfolded; the rest follows the page. */
const touched = new Set()

rememberLanguage()
rememberContrast()
offerPrint()
if (main.dataset.at) {
  main.addEventListener('click', ({ target }) => {
    const summary = target.closest('summary')
    if (summary) touched.add(keyOf(summary))
  })
  listen()
  setInterval(lookIfDue, LOOK_EVERY)
  setInterval(tellAge, 5_000)
  addEventListener('visibilitychange', () => {
    if (document.hidden) stopListening()
    else {
      listen()
      look()
    }
  })
}

function listen() {
  if (source || document.hidden || !('EventSource' in window)) return
  source = new EventSource(`/live?version=${main.dataset.version}`)
  source.addEventListener('beat', hear)
  source.addEventListener('version', (event) => {
    hear()
    if (JSON.parse(event.data).version > Number(main.dataset.version)) setTimeout(look, Math.random() * SPREAD)
  })
  source.addEventListener('open', hear)
  source.addEventListener('error', () => {
    heard = 0
    if (source?.readyState === EventSource.CLOSED) stopListening()
  })
}

function stopListening() {
  source?.close()
  source = null
  heard = 0
}

function hear() {
  heard = Date.now()
}

/** Spread, so that readers who came together don't all ask together. */
function lookIfDue() {
  listen()
  const told = Date.now() - heard < SILENT_AFTER
  if (Date.now() - looked >= (told ? LOOK_ANYWAY : LOOK_EVERY)) setTimeout(look, Math.random() * 5_000)
}

async function look() {
  if (document.hidden) return
  looked = Date.now()
  try {
    const answer = await fetch(location.href, { headers: etag ? { 'if-none-match': etag } : {}, cache: 'no-store' })
    if (answer.status === 200) replace(new DOMParser().parseFromString(await answer.text(), 'text/html'))
    etag = answer.headers.get('etag') ?? etag
  } catch {
    // Away or offline: tellAge will say that the page is old.
  }
  tellAge()
}

/** Scroll, focus, what is unfolded and what is being typed stay: a reader in the middle of the page is not thrown out of it. */
function replace(next) {
  const fresh = next.getElementById('main')
  if (!fresh?.dataset.at || fresh.dataset.at === main.dataset.at) return
  const before = main.querySelector('h1').textContent
  const [x, y] = [scrollX, scrollY]
  const [folds, fields, focused] = [foldsOf(main), fieldsOf(main), keyOf(document.activeElement)]
  main.innerHTML = fresh.innerHTML
  Object.assign(main.dataset, fresh.dataset)
  document.title = next.title
  for (const [key, fold] of foldsOf(main)) if (touched.has(key) && folds.has(key)) fold.open = folds.get(key).open
  for (const [key, field] of fieldsOf(main)) if (fields.has(key)) field.value = fields.get(key).value
  const again =
    focused && [...main.querySelectorAll('a, button, input, select, summary')].find((one) => keyOf(one) === focused)
  const typed = fields.get(focused)
  again?.focus({ preventScroll: true })
  if (typed && again.type !== 'button') again.setSelectionRange?.(typed.selectionStart, typed.selectionEnd)
  scrollTo(x, y)
  const now = main.querySelector('h1').textContent
  if (now !== before) document.getElementById('news').textContent = now
}

function foldsOf(root) {
  return new Map([...root.querySelectorAll('details')].map((one) => [keyOf(one.querySelector('summary')), one]))
}

function fieldsOf(root) {
  return new Map([...root.querySelectorAll('input[type=search], input[type=text]')].map((one) => [keyOf(one), one]))
}

/** By what an element is known again on the newer page: its id, name or address, or whose part it is. */
function keyOf(element) {
  if (!main.contains(element)) return ''
  const own = element.id || element.name || element.getAttribute('href')
  if (own) return `${element.tagName} ${own}`
  const place = element.closest('[id]:not(main)')?.id ?? ''
  const alike = [...(place ? document.getElementById(place) : main).querySelectorAll(element.tagName)]
  return `${element.tagName} ${place} ${alike.indexOf(element)}`
}

function offerPrint() {
  const button = document.getElementById('print')
  if (!button) return
  button.hidden = false
  button.addEventListener('click', () => print())
}

function tellAge() {
  document.getElementById('stale').hidden = Date.now() - Number(main.dataset.at) < OLD_AFTER
}

/** Who chose a language finds it again when they come back to the front page from elsewhere; the address still decides. */
function rememberLanguage() {
  for (const link of document.querySelectorAll('a[data-language]')) {
    link.addEventListener('click', () => keep('language', link.dataset.language))
  }
  const chosen = kept('language')
  const arrives = location.pathname === '/' && !document.referrer.startsWith(`${location.origin}/`)
  if (arrives && document.querySelector(`a[data-language="${chosen}"]`)) location.replace(`/${chosen}`)
}

function rememberContrast() {
  const button = document.getElementById('contrast')
  if (!button) return
  const show = (high) => {
    document.documentElement.toggleAttribute('data-high-contrast', high)
    button.setAttribute('aria-pressed', String(high))
  }
  button.hidden = false
  show(kept('contrast') === 'high')
  button.addEventListener('click', () => {
    const high = button.getAttribute('aria-pressed') !== 'true'
    keep('contrast', high ? 'high' : 'usual')
    show(high)
  })
}

/** Nothing is kept where the browser does not allow it. */
function keep(name, value) {
  try {
    localStorage.setItem(`bongsu-${name}`, value)
  } catch {}
}

function kept(name) {
  try {
    return localStorage.getItem(`bongsu-${name}`)
  } catch {
    return null
  }
}
