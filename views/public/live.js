// Keeps an open page true: takes the newer page when there is one, and says so when nothing new comes.
const OLD_AFTER = 180_000
const LOOK_EVERY = 15_000
const main = document.getElementById('main')
let etag = ''

// Spread, so that readers who came together don't all ask together.
setInterval(() => setTimeout(look, Math.random() * 5_000), LOOK_EVERY)
setInterval(tellAge, 5_000)
addEventListener('visibilitychange', look)

async function look() {
  if (document.hidden) return
  try {
    const answer = await fetch(location.href, { headers: etag ? { 'if-none-match': etag } : {}, cache: 'no-store' })
    if (answer.status === 200) replace(new DOMParser().parseFromString(await answer.text(), 'text/html'))
    etag = answer.headers.get('etag') ?? etag
  } catch {
    // Away or offline: tellAge will say that the page is old.
  }
  tellAge()
}

/** Scroll and focus stay where they are: a reader in the middle of the page is not thrown out of it. */
function replace(next) {
  const fresh = next.getElementById('main')
  if (!fresh || fresh.dataset.at === main.dataset.at) return
  const before = main.querySelector('h1').textContent
  const focused = [...main.querySelectorAll('a')].find((link) => link === document.activeElement)?.getAttribute('href')
  main.innerHTML = fresh.innerHTML
  Object.assign(main.dataset, fresh.dataset)
  document.title = next.title
  if (focused) [...main.querySelectorAll('a')].find((link) => link.getAttribute('href') === focused)?.focus()
  const now = main.querySelector('h1').textContent
  if (now !== before) document.getElementById('news').textContent = now
}

function tellAge() {
  document.getElementById('stale').hidden = Date.now() - Number(main.dataset.at) < OLD_AFTER
}
