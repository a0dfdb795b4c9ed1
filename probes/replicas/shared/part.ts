// What the services have in common: GPKI, and the integrated verification that it depends on.
import { type IsOn, originOf, type Part } from '../part.ts'
import { TEST_PERSON } from '../people.ts'
import { verifierAt } from './ask-verifier.ts'
import { gpkiSite } from './gpki.ts'
import { verificationSite } from './verification.ts'

export const GPKI = 'gpki.saeol.test'
export const VERIFICATION = 'verification.test'
/** Shorter than anybody waits for GPKI. */
const PATIENCE_MS = 1_500

export const shared: Part = {
  service: 'shared',
  start: async (place) => {
    const { now, authority, faults, files, common } = place
    const acceptsAs = (isOn: IsOn) => () => (isOn('accepts-anything') ? TEST_PERSON.name : null)
    const verificationIsOn: IsOn = (fault) => faults.isOn('integrated-verification', fault)
    const verification = await place.start(VERIFICATION, {
      site: verificationSite({ ca: authority.certificate, now, acceptsAs: acceptsAs(verificationIsOn) }),
      isOn: verificationIsOn,
    })
    const closed = 'certificate-verification-down'
    const gpkiIsOn: IsOn = (fault) => faults.isOn(fault === closed ? 'saeol' : 'gpki', fault)
    const verify = verifierAt(() => verification, authority.certificate, PATIENCE_MS)
    const gpki = await place.start(GPKI, {
      site: gpkiSite({ verify, acceptsAs: acceptsAs(gpkiIsOn) }),
      isOn: gpkiIsOn,
      closedBy: closed,
    })
    const { certificate, privateKey } = files
    return {
      ...common,
      hosts: { gpki: originOf(gpki), verification: originOf(verification) },
      identity: { name: TEST_PERSON.name, certificate, privateKey },
    }
  },
}
