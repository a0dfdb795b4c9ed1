import type { Flow } from '../flow.ts'
import { openServiceInformation } from './steps.ts'

export const serviceInformation: Flow = {
  id: 'government24/service-information',
  component: 'government24/service-information',
  service: 'government24',
  tier: 'anonymous',
  everySeconds: 60,
  timeoutSeconds: 30,
  slowAfterSeconds: 5,
  steps: [openServiceInformation('residentRegister', '주민등록표 등본')],
}
