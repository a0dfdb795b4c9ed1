import type { Flow } from '../flow.ts'
import { findResident, logIn, openLoginPage } from './steps.ts'

export const residentRegister: Flow = {
  id: 'saeol/resident-register',
  component: 'saeol/resident-register',
  service: 'saeol',
  tier: 'authorised',
  everySeconds: 300,
  timeoutSeconds: 60,
  slowAfterSeconds: 15,
  steps: [openLoginPage, logIn, findResident],
}
