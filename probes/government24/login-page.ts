import type { Flow } from '../flow.ts'
import { openLoginPage } from './steps.ts'

export const loginPage: Flow = {
  id: 'government24/login-page',
  component: 'government24/login-page',
  service: 'government24',
  tier: 'anonymous',
  everySeconds: 60,
  timeoutSeconds: 30,
  slowAfterSeconds: 5,
  steps: [openLoginPage],
}
