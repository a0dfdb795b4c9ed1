// The same way of a citizen in a real browser: what pages do by scripts, and what they need to be pressed, is seen here only.
import type { Flow } from '../flow.ts'
import { issueResidentRegister } from './issue-resident-register.ts'

export const issueInBrowser: Flow = {
  ...issueResidentRegister,
  id: 'government24/issue-in-browser',
  kind: 'browser',
  everySeconds: 900,
  timeoutSeconds: 180,
  slowAfterSeconds: 40,
}
