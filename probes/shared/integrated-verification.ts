// Integrated verification (통합검증), asked directly rather than by way of GPKI: whose trouble it is, theirs or GPKI's.
import type { Flow } from '../flow.ts'
import { refuseStep, signStep, verifyStep } from './verify.ts'

export const integratedVerification: Flow = {
  id: 'shared/integrated-verification',
  component: 'shared/integrated-verification',
  service: 'shared',
  tier: 'authorised',
  everySeconds: 300,
  timeoutSeconds: 30,
  slowAfterSeconds: 5,
  steps: [signStep, verifyStep('verification'), refuseStep('verification')],
}
