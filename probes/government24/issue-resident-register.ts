import type { Flow } from '../flow.ts'
import { issueFlow } from './issue-document.ts'

export const issueResidentRegister: Flow = issueFlow({
  name: 'resident-register',
  code: 'residentRegister',
  service: '주민등록표 등본',
  title: '주민등록표(등본)',
})
