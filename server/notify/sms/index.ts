// A new provider: its file, and one line here.
import { aligo } from './aligo.ts'
import { catcher } from './catcher.ts'
import { generic } from './generic.ts'
import { nhn } from './nhn.ts'
import type { SmsProvider } from './provider.ts'
import { sens } from './sens.ts'
import { solapi } from './solapi.ts'

export const SMS_PROVIDERS: readonly SmsProvider[] = [solapi, sens, nhn, aligo, generic, catcher]

export const smsProviderNames = SMS_PROVIDERS.map((provider) => provider.name)

/** Throws an Error that names the ones there are. */
export function smsProvider(name: string): SmsProvider {
  const found = SMS_PROVIDERS.find((provider) => provider.name === name)
  if (!found) throw new Error(`There is no SMS provider "${name}"; there are ${smsProviderNames.join(', ')}.`)
  return found
}
