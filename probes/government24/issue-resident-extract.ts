import type { Flow } from '../flow.ts'
import { issueFlow } from './issue-document.ts'

export const issueResidentExtract: Flow = issueFlow({
  name: 'resident-extract',
  code: 'residentRegister',
  service: '주민등록표 등본',
  title: '주민등록표(초본)',
  choices: { issueType: '초본' },
})
