// What a configuration and the catalogue say of the places that look, for whoever reads what they saw.
import type { Catalogue } from '../data/catalogue.ts'
import { type Config, placesOf } from './config.ts'
import type { Outlook } from './incidents/surroundings.ts'

export function outlookOf(config: Config, catalogue: Catalogue): Outlook {
  return { catalogue, policy: config.policy, locations: placesOf(config) }
}
