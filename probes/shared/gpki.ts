// GPKI, asked directly, inside the administrative network: does it know a good signature of an official, and refuse a bad one?
import type { Flow } from '../flow.ts'
import { refuseStep, signStep, verifyStep } from './verify.ts'

export const gpki: Flow = {
  id: 'shared/gpki',
  component: 'shared/gpki',
  service: 'shared',
  tier: 'authorised',
  everySeconds: 300,
  timeoutSeconds: 30,
  slowAfterSeconds: 5,
  steps: [signStep, verifyStep('gpki'), refuseStep('gpki')],
}
