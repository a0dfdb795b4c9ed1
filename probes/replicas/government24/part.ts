// Government 24: `www` for everybody, `plus` for members.
import { issueFaults } from '../documents.ts'
import { type IsOn, originOf, type Part } from '../part.ts'
import { TEST_ACCOUNT, TEST_PERSON } from '../people.ts'
import { verifierAt } from '../shared/ask-verifier.ts'
import { VERIFICATION } from '../shared/part.ts'
import { sizePairAt } from '../size-pair.ts'
import { PAPERS } from './papers.ts'
import { plusSite } from './plus.ts'
import { wwwSite } from './www.ts'

const WWW = 'www.gov24.test'
const PLUS = 'plus.gov24.test'
const PATIENCE_MS = 2_000

export const government24: Part = {
  service: 'government24',
  standby: 'government24-standby',
  start: async (place) => {
    const { now, random, office, faults, common } = place
    const { certificateFolder, certificatePassword } = place.files
    const certificate = { certificateFolder, certificatePassword }
    const isOn: IsOn = (fault) => faults.isOn('government24', fault)
    const verification = place.host(VERIFICATION)
    if (!verification) throw new Error(`Government 24 needs ${VERIFICATION}, which has to be started before it`)
    const verify = verifierAt(() => verification, place.authority.certificate, PATIENCE_MS)
    const rejectsLogin = () => isOn('login-rejects')
    const site = plusSite({ now, random, office, verify, rejectsLogin, isOn, issueFaults: () => issueFaults(isOn) })
    const plus = await place.start(PLUS, { site, isOn })
    const www = await place.start(WWW, { site: wwwSite({ office, plus: () => originOf(plus) }), isOn })
    return {
      ...common,
      hosts: { www: originOf(www), plus: originOf(plus) },
      sizePair: sizePairAt(originOf(www)),
      codes: Object.fromEntries(Object.entries(PAPERS).map(([name, { code }]) => [name, code])),
      identity: { name: TEST_PERSON.name, residentNumber: TEST_PERSON.residentNumber, ...TEST_ACCOUNT, ...certificate },
    }
  },
}
