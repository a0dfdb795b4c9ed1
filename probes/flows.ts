// The one list of flows.
import { dispatchLogin } from './emergency-rescue/dispatch-login.ts'
import { incidentLookup } from './emergency-rescue/incident-lookup.ts'
import { webReport } from './emergency-rescue/web-report.ts'
import type { Flow } from './flow.ts'
import { type FrontDoor, frontDoorFlows, readFrontDoors } from './front-doors/front-doors.ts'
import { financialCertificate } from './government24/financial-certificate.ts'
import { frontPage } from './government24/front-page.ts'
import { issueBuildingRegister } from './government24/issue-building-register.ts'
import { issueInBrowser } from './government24/issue-in-browser.ts'
import { issueLandRegister } from './government24/issue-land-register.ts'
import { issueLocalTaxCertificate } from './government24/issue-local-tax-certificate.ts'
import { issueResidentExtract } from './government24/issue-resident-extract.ts'
import { issueResidentRegister } from './government24/issue-resident-register.ts'
import { login } from './government24/login.ts'
import { loginJointCertificate } from './government24/login-joint-certificate.ts'
import { loginPage } from './government24/login-page.ts'
import { mobileId } from './government24/mobile-id.ts'
import { serviceInformation } from './government24/service-information.ts'
import { simpleAuthentication } from './government24/simple-authentication.ts'
import { verificationForm } from './government24/verification-form.ts'
import { civilPetitions } from './saeol/civil-petitions.ts'
import { counterIssue } from './saeol/counter-issue.ts'
import { login as saeolLogin } from './saeol/login.ts'
import { residentRegister } from './saeol/resident-register.ts'
import { sealCertificate } from './saeol/seal-certificate.ts'
import { SettingsError } from './settings-file.ts'
import { gpki } from './shared/gpki.ts'
import { integratedVerification } from './shared/integrated-verification.ts'

const { doors, problem } = knownDoors()

/** What is wrong with the list of front doors, of which then no flow is there; null: nothing. Whoever runs flows says it and ends. */
export const FLOWS_PROBLEM: SettingsError | null = problem

export const FLOWS: Flow[] = [
  frontPage,
  loginPage,
  serviceInformation,
  verificationForm,
  login,
  loginJointCertificate,
  simpleAuthentication,
  financialCertificate,
  mobileId,
  issueResidentRegister,
  issueResidentExtract,
  issueBuildingRegister,
  issueLandRegister,
  issueLocalTaxCertificate,
  issueInBrowser,
  saeolLogin,
  residentRegister,
  counterIssue,
  sealCertificate,
  civilPetitions,
  gpki,
  integratedVerification,
  webReport,
  dispatchLogin,
  incidentLookup,
  ...frontDoorFlows(doors),
]

function knownDoors(): { doors: FrontDoor[]; problem: SettingsError | null } {
  try {
    return { doors: readFrontDoors(), problem: null }
  } catch (error) {
    if (error instanceof SettingsError) return { doors: [], problem: error }
    throw error
  }
}
