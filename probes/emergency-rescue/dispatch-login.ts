// The dispatchers' login, with an account that is set up for this and may do nothing else. Nothing is touched behind it.
import type { Flow } from '../flow.ts'
import { giveOneTimePassword, givePassword, openLoginPage } from './steps.ts'

export const dispatchLogin: Flow = {
  id: 'emergency-rescue/dispatch-login',
  component: 'emergency-rescue/dispatch-login',
  service: 'emergency-rescue',
  tier: 'authorised',
  everySeconds: 300,
  timeoutSeconds: 60,
  slowAfterSeconds: 10,
  steps: [openLoginPage, givePassword, giveOneTimePassword],
}
