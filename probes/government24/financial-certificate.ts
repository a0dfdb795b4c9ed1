import type { Flow } from '../flow.ts'
import { openMethod } from './other-logins.ts'
import { openLoginPage } from './steps.ts'

export const financialCertificate: Flow = {
  id: 'government24/financial-certificate',
  component: 'government24/login-financial-certificate',
  service: 'government24',
  tier: 'anonymous',
  everySeconds: 60,
  timeoutSeconds: 60,
  slowAfterSeconds: 8,
  steps: [openLoginPage, openMethod('금융인증서', ['금융인증서 로그인', '금융인증서비스'])],
}
