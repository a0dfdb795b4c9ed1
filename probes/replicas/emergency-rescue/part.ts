// The emergency rescue system (긴급구조표준시스템): the page on which anybody reports to 119, and the dispatchers' side.
import { type IsOn, originOf, type Part } from '../part.ts'
import { TEST_ACCOUNT, TEST_PERSON } from '../people.ts'
import { dispatchSite } from './dispatch.ts'
import { TEST_INCIDENT } from './incidents.ts'
import { reportSite } from './report.ts'

const REPORT = 'report119.test'
const DISPATCH = 'dispatch119.test'
/** Fake, valid only here; base32. */
const ONE_TIME_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

export const emergencyRescue: Part = {
  service: 'emergency-rescue',
  standby: 'emergency-rescue-standby',
  start: async (place) => {
    const { now, random, faults, common } = place
    const isOn: IsOn = (fault) => faults.isOn('emergency-rescue', fault)
    const report = await place.start(REPORT, { site: reportSite({ now, random }), isOn })
    const site = dispatchSite({
      now,
      random,
      secret: ONE_TIME_SECRET,
      rejectsLogin: () => isOn('login-rejects'),
      losesRecords: () => isOn('record-missing'),
    })
    const dispatch = await place.start(DISPATCH, { site, isOn })
    return {
      ...common,
      hosts: { report: originOf(report), dispatch: originOf(dispatch) },
      codes: { testIncident: TEST_INCIDENT.number },
      identity: { name: TEST_PERSON.name, ...TEST_ACCOUNT, totp: ONE_TIME_SECRET },
    }
  },
}
