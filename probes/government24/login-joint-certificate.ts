import type { Flow } from '../flow.ts'
import { openMethod, signIn } from './other-logins.ts'
import { openLoginPage } from './steps.ts'

export const loginJointCertificate: Flow = {
  id: 'government24/login-joint-certificate',
  component: 'government24/login-joint-certificate',
  service: 'government24',
  tier: 'authorised',
  everySeconds: 300,
  timeoutSeconds: 60,
  slowAfterSeconds: 10,
  steps: [openLoginPage, openMethod('공동인증서', ['공동인증서 로그인']), signIn],
}
