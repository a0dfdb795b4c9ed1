// Saeol, and the verification of certificates that it depends on.
import { type IsOn, originOf, type Part } from '../part.ts'
import { TEST_PERSON } from '../people.ts'
import { gpkiSite } from './gpki.ts'
import { saeolSite } from './saeol.ts'
import { verificationAt } from './verification.ts'

const SAEOL = 'saeol.test'
const GPKI = 'gpki.saeol.test'

export const saeol: Part = {
  target: 'saeol',
  names: [SAEOL, GPKI],
  start: async (place) => {
    const { now, random, office, authority, faults, files, common } = place
    const isOn: IsOn = (fault) => faults.isOn('saeol', fault)
    // The verification service fails by its own fault only: Saeol's troubles are not its troubles.
    const gpkiIsOn: IsOn = (fault) => fault === 'certificate-verification-down' && isOn(fault)
    const gpki = await place.start(GPKI, {
      site: gpkiSite({ ca: authority.certificate, now }),
      isOn: gpkiIsOn,
      closedBy: 'certificate-verification-down',
    })
    const verify = verificationAt(GPKI, () => gpki.port, authority.certificate)
    const issueFaults = () => ({ empty: isOn('empty-pdf'), wrong: isOn('wrong-document'), unregistered: false })
    const rejectsLogin = () => isOn('login-rejects')
    const site = saeolSite({ now, random, office, verify, rejectsLogin, issueFaults })
    const counter = await place.start(SAEOL, { site, isOn })
    const { certificate, privateKey } = files
    return {
      ...common,
      hosts: { saeol: originOf(counter), gpki: originOf(gpki) },
      codes: {},
      identity: { name: TEST_PERSON.name, residentNumber: TEST_PERSON.residentNumber, certificate, privateKey },
    }
  },
}
