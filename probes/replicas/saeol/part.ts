// Saeol, which depends on GPKI: a system of its own, and of others.
import { issueFaults } from '../documents.ts'
import { type IsOn, originOf, type Part } from '../part.ts'
import { TEST_PERSON } from '../people.ts'
import { verifierAt } from '../shared/ask-verifier.ts'
import { GPKI } from '../shared/part.ts'
import { sizePairAt } from '../size-pair.ts'
import { saeolSite } from './saeol.ts'

const SAEOL = 'saeol.test'
const PATIENCE_MS = 2_000

export const saeol: Part = {
  service: 'saeol',
  standby: 'saeol-standby',
  start: async (place) => {
    const { now, random, office, authority, faults, files, common } = place
    const isOn: IsOn = (fault) => faults.isOn('saeol', fault)
    const gpki = place.host(GPKI)
    if (!gpki) throw new Error(`Saeol needs ${GPKI}, which has to be started before it`)
    const verify = verifierAt(() => gpki, authority.certificate, PATIENCE_MS)
    const rejectsLogin = () => isOn('login-rejects')
    const losesRecords = () => isOn('record-missing')
    const site = saeolSite({
      now,
      random,
      office,
      verify,
      rejectsLogin,
      losesRecords,
      issueFaults: () => issueFaults(isOn),
    })
    const counter = await place.start(SAEOL, { site, isOn })
    const { certificateFolder, certificatePassword } = files
    return {
      ...common,
      hosts: { saeol: originOf(counter), gpki: originOf(gpki) },
      sizePair: sizePairAt(originOf(counter)),
      codes: { receiptNumber: RECEIPT_NUMBER },
      identity: {
        name: TEST_PERSON.name,
        residentNumber: TEST_PERSON.residentNumber,
        certificateFolder,
        certificatePassword,
      },
    }
  },
}

const RECEIPT_NUMBER = '^\\d{8}-\\d{6}$'
