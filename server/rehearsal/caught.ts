// What the catchers caught: the mails and texts that would have gone out.

export type Caught = {
  channel: 'email' | 'sms'
  to: string
  subject: string
  text: string
  html: string
  headers: Record<string, string>
  /** UTC, RFC 3339 */
  at: string
}

export type CaughtMessages = { add: (message: Caught) => void; all: () => Caught[] }

/** Keeps the newest `limit` messages, oldest first. */
export function caughtMessages(limit = 1000): CaughtMessages {
  const messages: Caught[] = []
  return {
    add: (message) => {
      messages.push(message)
      if (messages.length > limit) messages.shift()
    },
    all: () => [...messages],
  }
}
