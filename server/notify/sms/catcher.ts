// The rehearsal's provider: hands texts to the SMS catcher, which keeps them for people and tests to read.
import Type from 'typebox'
import { SendError, type SmsProvider } from './provider.ts'

export const catcher: SmsProvider = {
  name: 'catcher',
  batch: 500,
  SettingsSchema: Type.Object({
    url: Type.String({ pattern: '^http://', description: 'where the SMS catcher listens' }),
  }),
  send: async (messages, settings, http) => {
    const answer = await http.postJson(String(settings.url), {}, { from: settings.from, messages })
    if (answer.status !== 200) throw new SendError(`The SMS catcher answered ${answer.status}`, { permanent: false })
    return messages.map(() => ({ ok: true, ref: 'caught' }))
  },
}
