// Messages that cannot be made: what fails for one reader must not keep the others from being told. Pure.
import { TextError } from './cp949.ts'
import type { Sent } from './sms/provider.ts'

type Unmade = Extract<Sent, { ok: false }>
export type Made<Message> = Message | Unmade

/** The message, or why it cannot be one. */
export function made<Message>(make: () => Message): Made<Message> {
  try {
    return make()
  } catch (error) {
    const code = error instanceof TextError ? 'text' : 'template'
    return { ok: false, permanent: true, code, message: (error as Error).message }
  }
}
