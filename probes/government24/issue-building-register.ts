import type { Flow } from '../flow.ts'
import { issueFlow } from './issue-document.ts'

export const issueBuildingRegister: Flow = issueFlow({
  name: 'building-register',
  code: 'buildingRegister',
  service: '건축물대장',
  title: '일반건축물대장(갑)',
})
