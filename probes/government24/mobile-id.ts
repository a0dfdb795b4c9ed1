import type { Flow } from '../flow.ts'
import { openMethod } from './other-logins.ts'
import { openLoginPage } from './steps.ts'

export const mobileId: Flow = {
  id: 'government24/mobile-id',
  component: 'government24/login-mobile-id',
  service: 'government24',
  tier: 'anonymous',
  everySeconds: 60,
  timeoutSeconds: 60,
  slowAfterSeconds: 8,
  steps: [openLoginPage, openMethod('모바일 신분증', ['모바일 신분증 로그인', 'QR'])],
}
