import { type Flow, step } from '../flow.ts'
import { readVerificationForm } from './steps.ts'

export const verificationForm: Flow = {
  id: 'government24/verification-form',
  component: 'government24/verification',
  service: 'government24',
  tier: 'anonymous',
  everySeconds: 60,
  timeoutSeconds: 30,
  slowAfterSeconds: 5,
  steps: [step('form', async (context) => void (await readVerificationForm(context)))],
}
