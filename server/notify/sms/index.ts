// A new provider: its file, and one line here.
import { catcher } from './catcher.ts'
import type { SmsProvider } from './provider.ts'
import { solapi } from './solapi.ts'

export const SMS_PROVIDERS: readonly SmsProvider[] = [solapi, catcher]

export const smsProviderNames = SMS_PROVIDERS.map((provider) => provider.name)

/** Throws an Error that names the ones there are. */
export function smsProvider(name: string): SmsProvider {
  const found = SMS_PROVIDERS.find((provider) => provider.name === name)
  if (!found) throw new Error(`There is no SMS provider "${name}"; there are ${smsProviderNames.join(', ')}.`)
  return found
}
