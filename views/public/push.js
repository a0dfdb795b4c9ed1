// Offers alerts in this browser, where it has them. Nothing is asked of the reader before they press the button.
const WORKER = '/assets/push-worker.js'
const card = document.getElementById('browser')
const words = JSON.parse(card.dataset.words)
const [start, manage, news] = ['browser-start', 'browser-manage', 'browser-news'].map((id) =>
  document.getElementById(id),
)

if ('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window) {
  card.hidden = false
  start.addEventListener('click', () => subscribe().catch(() => say(words.failed)))
  recall().catch(() => {})
}

/** Who is told already is led to their settings. */
async function recall() {
  const registration = await navigator.serviceWorker.getRegistration(WORKER)
  const subscription = await registration?.pushManager.getSubscription()
  if (subscription) show((await post('/subscribe/browser/settings', subscription)).manage)
}

async function subscribe() {
  if ((await Notification.requestPermission()) !== 'granted') return say(words.denied)
  const registration = await navigator.serviceWorker.register(WORKER)
  await activated(registration)
  const options = { userVisibleOnly: true, applicationServerKey: card.dataset.key }
  const subscription = await registration.pushManager.subscribe(options)
  show((await post('/subscribe/browser', subscription)).manage)
  say(words.started)
}

/** The page is not under the worker's own path, so that `serviceWorker.ready` would wait for ever. */
async function activated({ active, installing, waiting }) {
  const worker = installing ?? waiting
  if (active || !worker) return
  await new Promise((resolve) => {
    worker.addEventListener('statechange', () => worker.state === 'activated' && resolve())
  })
}

async function post(path, subscription) {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ subscription, language: card.dataset.language }),
  })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`)
  return answer.json()
}

function show(url) {
  manage.hidden = !url
  start.hidden = Boolean(url)
  document.getElementById('browser-consent').hidden = Boolean(url)
  if (url) manage.href = url
}

function say(text) {
  news.textContent = text
}
