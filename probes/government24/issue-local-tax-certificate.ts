import type { Flow } from '../flow.ts'
import { issueFlow } from './issue-document.ts'

export const issueLocalTaxCertificate: Flow = issueFlow({
  name: 'local-tax-certificate',
  code: 'localTaxCertificate',
  service: '지방세 납세증명',
  // the form is headed 지방세 납세증명(신청)서, the certificate 지방세 납세증명서
  title: '지방세 납세증명',
})
