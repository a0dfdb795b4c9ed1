// Signing in at the operators' console, and the desk with everything that may need an operator. Pure.
import type { SpokenLanguage } from '../../data/tables.ts'
import { duration, machineTime, moment, statusWord, words } from '../../views/format.ts'
import type { Desk, DeskIncident } from '../console/read-desk.ts'
import type { Site } from '../publish/snapshot.ts'
import type { DeskState, FoundReader, SignInState } from '../routes/console.ts'
import { NOTHING_SAID } from '../routes/console-gate.ts'
import { consoleFrame } from './console-frame.ts'
import { localised } from './frame.ts'

export function signInPage(site: Site, { step, canMail, token }: SignInState, language: SpokenLanguage) {
  const path = token === '' ? '/console/sign-in' : `/console/sign-in/${token}`
  return {
    ...consoleFrame(site, path, words(language).consolePage.title, NOTHING_SAID, language),
    asks: step === 'ask' || step === 'bad-link',
    badLink: step === 'bad-link',
    sent: step === 'sent',
    opens: step === 'open',
    canMail,
    askAction: localised('/console/sign-in', language),
  }
}

export function deskPage(site: Site, state: DeskState, language: SpokenLanguage) {
  const { desk, person, found } = state
  const w = words(language).consolePage
  return {
    ...consoleFrame(site, '/console', w.title, state, language),
    person: person.name,
    signOutAction: localised('/console/sign-out', language),
    stopped: stoppedView(desk, language),
    stopAction: localised('/console/telling/stop', language),
    startAction: localised('/console/telling/start', language),
    backlog: desk.backlog.map(({ channel, waiting, oldestAt }) => ({
      channel: w.channels[channel],
      waiting,
      age: duration(desk.now - oldestAt, language),
    })),
    providers: desk.providers.map(({ typicalMs, ...one }) => ({ ...one, typical: typicalMs ?? '-' })),
    open: desk.open.map((one) => incidentView(one, language)),
    over: desk.over.map((one) => incidentView(one, language)),
    paused: desk.paused.map(({ flow, location, reason, until }) => ({
      flow,
      location,
      reason,
      until: moment(until, language),
    })),
    centers: desk.centers,
    centersUrl: localised('/console/centers', language),
    readerAction: localised('/console/reader', language),
    nobody: found === 'nobody',
    found: found !== null && found !== 'nobody' && foundView(found, language),
    audit: desk.audit.map(({ at, by_whom: by, action, detail }) => ({
      at: moment(at, language),
      machine: machineTime(at),
      by,
      action: wordOf(w.actions, action),
      detail,
    })),
  }
}

function stoppedView({ stopped }: Desk, language: SpokenLanguage) {
  return stopped && { by: stopped.by, at: moment(stopped.at, language), why: stopped.why }
}

function incidentView({ id, title, status, audience, beganAt, held, takenBy }: DeskIncident, language: SpokenLanguage) {
  return {
    url: localised(`/console/incidents/${id}`, language),
    title: title[language],
    status: statusWord(status, language),
    began: moment(beganAt, language),
    machine: machineTime(beganAt),
    internal: audience === 'operators',
    held,
    takenBy: takenBy ?? false,
  }
}

function foundView({ subscriber, attempts }: FoundReader, language: SpokenLanguage) {
  const w = words(language).consolePage
  const { id, channel, role, status, scope } = subscriber
  return {
    id,
    facts: [w.channels[channel], wordOf(w.roles, role), wordOf(w.subscriberStates, status)].join(' · '),
    scope: scope.join(', ') || w.everything,
    attempts: attempts.map(({ started_at, topic, version, kind, provider, state, receipt, error }) => ({
      at: moment(started_at, language),
      machine: machineTime(started_at),
      what: `${topic} v${version} ${kind}`,
      provider,
      outcome: [state, receipt, error].filter(Boolean).join(', '),
    })),
  }
}

/** What stands in the record and has no word is shown as it stands. */
function wordOf(all: Record<string, string>, key: string): string {
  return all[key] ?? key
}
