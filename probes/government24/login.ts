import type { Flow } from '../flow.ts'
import { logIn, openLoginPage } from './steps.ts'

export const login: Flow = {
  id: 'government24/login',
  component: 'government24/login',
  service: 'government24',
  tier: 'authorised',
  everySeconds: 300,
  timeoutSeconds: 60,
  slowAfterSeconds: 10,
  steps: [openLoginPage, logIn],
}
