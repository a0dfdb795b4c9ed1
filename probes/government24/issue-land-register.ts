import type { Flow } from '../flow.ts'
import { issueFlow } from './issue-document.ts'

export const issueLandRegister: Flow = issueFlow({
  name: 'land-register',
  code: 'landRegister',
  service: '토지(임야)대장',
  title: '토지대장',
})
