// What an agent has one identity for, and what pauses as one: a service, or what would take its place. Pure.
import type { Catalogue, Component, Text } from '../../data/catalogue.ts'
import type { Board } from './board.ts'
import { isStandby } from './standby.ts'

/** Id of the target that the component is a part of; a standby is a target of its own. */
export function targetId(about: Component): string {
  return isStandby(about) ? about.id : about.service
}

export function targetName({ services }: Pick<Catalogue, 'services'>, about: Component): Text {
  const service = services.find(({ id }) => id === about.service)
  return isStandby(about) || !service ? about.name : service.name
}

/** What a location is called. */
export function placeName({ placeNames }: Pick<Board, 'placeNames'>, location: string): Text {
  return placeNames.get(location) ?? { ko: location, en: location }
}
