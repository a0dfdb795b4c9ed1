// Find my document: all of them, those that a question finds, and one with where it can be had now. Pure.
import type { Paper } from '../../data/catalogue.ts'
import { PAPER_TOPICS } from '../../data/catalogue-schema.ts'
import type { State } from '../../data/tables.ts'
import { inLanguage, type Language, moment, words } from '../../views/format.ts'
import type { PublicComponent, Snapshot } from '../publish/snapshot.ts'
import { helplines, isKnownToWork, listFallbacks } from './fallbacks.ts'
import type { Finder } from './find.ts'
import { frame, localised } from './frame.ts'
import { stateView } from './state.ts'

/** `asked`: what was typed, with its finder; `null` for the list of all. */
export function papersPage(snapshot: Snapshot, asked: { query: string; find: Finder } | null, language: Language) {
  const { site, at, papers } = snapshot
  const w = words(language)
  const found = asked?.find(asked.query) ?? []
  return {
    ...frame(site, language, '/documents', `${w.menu.documents} · ${inLanguage(site.name, language)}`),
    at,
    asOf: moment(at, language),
    version: snapshot.version,
    query: asked?.query ?? '',
    action: localised('/documents', language),
    asked: asked !== null && asked.query.trim() !== '',
    found: found.map((paper) => paperLine(paper, snapshot, language)),
    helplines: helplines(snapshot, language),
    topics: PAPER_TOPICS.map((topic) => ({
      name: w.papersPage.topics[topic],
      papers: papers.filter((one) => one.topic === topic).map((paper) => paperLine(paper, snapshot, language)),
    })).filter(({ papers }) => papers.length > 0),
  }
}

export function paperPage(snapshot: Snapshot, paper: Paper, language: Language) {
  const { site, at } = snapshot
  const name = inLanguage(paper.name, language)
  const online = componentOf(paper.online?.component, snapshot)
  const w = words(language).papersPage
  return {
    ...frame(site, language, `/documents/${paper.id}`, `${name} · ${inLanguage(site.name, language)}`),
    at,
    asOf: moment(at, language),
    version: snapshot.version,
    query: '',
    action: localised('/documents', language),
    name,
    ...answerOf(paper, snapshot, language),
    online: online !== null && {
      name: onlineName(online, snapshot, language),
      state: stateView(online.state, language),
      broken: isBroken(online.state),
      url: paper.online?.url ?? '',
      page: localised(`/components/${online.id}`, language),
      warning: isBroken(online.state) ? w.notNow : online.state === 'operational' ? false : w.unsure,
    },
    fallbacks: listFallbacks(paper.ways, snapshot, language),
  }
}

/** Whether it can be had now, in one word and one sentence. */
function answerOf(paper: Paper, snapshot: Snapshot, language: Language) {
  const w = words(language).papersPage
  const online = componentOf(paper.online?.component, snapshot)
  const ways = snapshot.fallbacks.filter(({ id }) => paper.ways.includes(id))
  const known = ways.filter(isKnownToWork)
  if (online?.state === 'operational') return answer('operational', w.online)
  const own = componentOf(paper.counter ?? undefined, snapshot)
  const worst = online?.state ?? own?.state
  if (worst !== undefined && isBroken(worst))
    return known.length > 0 ? answer('partial_outage', w.elsewhere) : answer('major_outage', w.nowhere)
  if (worst === 'degraded_performance') return answer('degraded_performance', w.slow)
  if (worst === 'under_maintenance') return answer('under_maintenance', w.maintenance)
  if (worst === 'unknown') return answer('unknown', w.unknown)
  if (known.length > 0) return answer('operational', w.ways)
  return ways.some(({ brokenBy }) => brokenBy.length > 0)
    ? answer('major_outage', w.nowhere)
    : answer('unknown', w.unknown)

  function answer(state: State, sentence: string) {
    return { state: stateView(state, language), sentence }
  }
}

function paperLine(paper: Paper, snapshot: Snapshot, language: Language) {
  const { state, sentence } = answerOf(paper, snapshot, language)
  return { name: inLanguage(paper.name, language), url: localised(`/documents/${paper.id}`, language), state, sentence }
}

function componentOf(id: string | undefined, { services }: Snapshot): PublicComponent | null {
  const component = services.flatMap(({ components }) => components).find((one) => one.id === id)
  return component?.watched ? component : null
}

function onlineName({ service }: PublicComponent, { services }: Snapshot, language: Language): string {
  const found = services.find(({ id }) => id === service)
  return words(language).papersPage.onlineAt.replace('{service}', found ? inLanguage(found.name, language) : service)
}

function isBroken(state: State): boolean {
  return state === 'major_outage' || state === 'partial_outage'
}
