// What people call the groups of locations that fail together. Pure.
import type { Text } from '../../data/catalogue.ts'

/** By group: the names of its locations; a location without a name is called by its id. */
export function groupNames(locations: readonly { id: string; group: string; name?: Text }[]): Map<string, Text> {
  const groups = Map.groupBy(locations, ({ group }) => group)
  return new Map(
    [...groups].map(([group, members]) => {
      const names = members.map(({ id, name }) => name ?? { ko: id, en: id })
      return [group, { ko: names.map(({ ko }) => ko).join('·'), en: names.map(({ en }) => en).join(', ') }]
    }),
  )
}
