import type { Flow } from '../flow.ts'
import { main } from './steps.ts'

export const frontPage: Flow = {
  id: 'government24/front-page',
  component: 'government24/front',
  service: 'government24',
  tier: 'anonymous',
  everySeconds: 60,
  timeoutSeconds: 30,
  slowAfterSeconds: 5,
  steps: [main],
}
