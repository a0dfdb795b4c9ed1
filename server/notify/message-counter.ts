// What the counters of a center say to people and do while something is down. Pure.
import { inLanguage, joinNames, josa, type Language } from '../../views/format.ts'
import type { CounterWords } from '../../views/render.ts'
import type { PublicFallback, PublicIncident } from '../publish/snapshot.ts'
import { affectedComponents, workingWays } from './affected.ts'
import type { MessageParts } from './message.ts'

/** Ways that are named to people at the counter; they cannot be told everything. */
const NAMED = 2

export function counterWords(incident: PublicIncident, language: Language, parts: MessageParts): CounterWords {
  const affected = affectedComponents(incident, 'changed', parts).map(({ id }) => id)
  const names = joinNames(affected.map((id) => inLanguage(parts.nameOf(id), language)))
  const ways = workingWays(affected, affected, parts)
  const others = ways.filter(({ kind }) => kind !== 'handwritten' && kind !== 'counter').slice(0, NAMED)
  const byHand = ways.find(({ kind }) => kind === 'handwritten')
  const { operator, contact } = parts.site
  return {
    say: sayOf(names, others, byHand !== undefined, language),
    intake: byHand ? inLanguage(byHand.how, language) : false,
    asks:
      language !== 'en'
        ? `이 안내는 ${operator.ko}에서 각 창구에 부탁드리는 것입니다. 문의 ${contact}`
        : `${operator.en} asks all counters to do so. Questions: ${contact}`,
  }
}

function sayOf(names: string, others: PublicFallback[], byHand: boolean, language: Language): string {
  const ways = joinNames(others.map(({ name }) => inLanguage(name, language)))
  if (language === 'en') {
    const instead = ways ? ` You can use instead: ${ways}.` : ''
    return `There is trouble with ${names} right now.${instead}${byHand ? ' We can also take your application by hand.' : ''}`
  }
  const instead = ways ? ` 급하시면 ${josa(ways, '을/를')} 이용하실 수 있습니다.` : ''
  return `지금 ${names} 이용이 어렵습니다.${instead}${byHand ? ' 접수는 수기로 받아 드립니다.' : ''}`
}
