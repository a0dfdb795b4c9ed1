// Keeps an open page true: takes the newer page when there is one, and says so when nothing new comes.
const OLD_AFTER = 180_000
const LOOK_EVERY = 15_000
let etag = ''

setInterval(look, LOOK_EVERY)
setInterval(tellAge, 5_000)
addEventListener('visibilitychange', () => document.hidden || look())

async function look() {
  if (document.hidden) return
  try {
    const answer = await fetch(location.href, { headers: etag ? { 'if-none-match': etag } : {}, cache: 'no-store' })
    if (answer.status !== 200) return
    etag = answer.headers.get('etag') ?? ''
    replace(new DOMParser().parseFromString(await answer.text(), 'text/html'))
  } catch {
    // Away or offline: tellAge will say that the page is old.
  }
  tellAge()
}

/** Focus and scroll stay where they are: a reader in the middle of the page is not thrown out of it. */
function replace(next) {
  const fresh = next.getElementById('main')
  const main = document.getElementById('main')
  if (!fresh || (main.contains(document.activeElement) && document.activeElement !== main)) return
  const changed = fresh.querySelector('h1')?.textContent !== main.querySelector('h1')?.textContent
  main.innerHTML = fresh.innerHTML
  main.dataset.at = fresh.dataset.at
  document.title = next.title
  if (changed) main.querySelector('h1')?.setAttribute('role', 'status')
}

function tellAge() {
  const main = document.getElementById('main')
  document.getElementById('stale').hidden = Date.now() - Number(main.dataset.at) < OLD_AFTER
}
