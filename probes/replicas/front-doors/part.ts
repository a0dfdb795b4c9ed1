// Stand-ins for the sites that people are sent to instead: a front page each, made of the same data as the flows.
import { readFrontDoors } from '../../front-doors/front-doors.ts'
import { type IsOn, originOf, type Part } from '../part.ts'
import { doorSite } from './door.ts'

export const frontDoors: Part = {
  service: 'fallback-sites',
  start: async (place) => {
    const isOn: IsOn = (fault) => place.faults.isOn('fallback-sites', fault)
    const hosts: Record<string, string> = {}
    for (const door of readFrontDoors()) {
      hosts[door.id] = originOf(await place.start(`${door.id}.test`, { site: doorSite(door), isOn }))
    }
    return { ...place.common, hosts }
  },
}
