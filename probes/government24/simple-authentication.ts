import type { Flow } from '../flow.ts'
import { openMethod, openProvider } from './other-logins.ts'
import { openLoginPage } from './steps.ts'

export const simpleAuthentication: Flow = {
  id: 'government24/simple-authentication',
  component: 'government24/login-simple',
  service: 'government24',
  tier: 'anonymous',
  everySeconds: 60,
  timeoutSeconds: 60,
  slowAfterSeconds: 8,
  steps: [openLoginPage, openMethod('간편인증', ['간편인증']), openProvider],
}
