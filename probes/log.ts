/** Where a shell says what happened: details first, then a sentence (pino has this shape). */
export type Log = {
  info: (details: object, message: string) => void
  warn: (details: object, message: string) => void
  error: (details: object, message: string) => void
}

/** For runs that answer by their return value alone. */
export const silent: Log = { info: () => {}, warn: () => {}, error: () => {} }
