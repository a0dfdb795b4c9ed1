import type { Flow } from '../flow.ts'
import { logIn, openLoginPage } from './steps.ts'

export const login: Flow = {
  id: 'saeol/login',
  component: 'saeol/login',
  service: 'saeol',
  tier: 'authorised',
  everySeconds: 300,
  timeoutSeconds: 60,
  slowAfterSeconds: 10,
  steps: [openLoginPage, logIn],
}
