// Shows alerts in the browser. It keeps nothing and answers for no page.
addEventListener('push', (event) => {
  const { title, body, tag, url, language } = event.data.json()
  // a newer word on the same incident takes the place of the older one, and rings again
  const options = {
    body,
    tag,
    renotify: true,
    lang: language === 'en' ? 'en' : 'ko',
    icon: '/assets/icon.svg',
    data: { url },
  }
  event.waitUntil(registration.showNotification(title, options))
})

addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(clients.openWindow(event.notification.data.url))
})

/** The browser's address was changed by its push service: the choices go over to the new one. */
addEventListener('pushsubscriptionchange', (event) => {
  event.waitUntil(renew(event))
})

async function renew({ oldSubscription, newSubscription }) {
  if (!oldSubscription) return
  const subscription = newSubscription ?? (await registration.pushManager.subscribe(oldSubscription.options))
  await fetch('/subscribe/browser', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ subscription, replaces: oldSubscription, language: 'ko' }),
  })
}
