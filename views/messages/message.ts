// What the message templates print. Complete objects: an absent optional part is `false`, never missing.

import type { Language } from '../format.ts'

/** Messages about an incident. */
export type MessageEvent = 'opened' | 'changed' | 'resolved' | 'reminder'
/** `push`: what a browser shows under the subject. */
export type MessagePart = 'subject' | 'text' | 'html' | 'sms' | 'push'

/** What to do instead, in words. `how` is one sentence; `hours` is free text. */
export type MessageFallback = {
  name: string
  how: string
  phone: string | false
  url: string | false
  hours: string | false
}

/** `say`: to be read out as it stands; `intake`: how applications are taken by hand, false where that is no way; `asks`: who asks, with a contact. */
export type CounterWords = { say: string; intake: string | false; asks: string }

/** A message about an incident, as true at the moment of sending. All words are in `language` already. */
export type MessageContent = {
  site: { name: string; url: string }
  rehearsal: boolean
  language: Language
  reader: 'public' | 'center' | 'operator'
  incident: {
    id: string
    /** Stays the same for the whole incident: subjects are built from it, so that mail threads hold together. */
    title: string
    /** Word of the incident's status, as 장애 인지, 원인 확인, 정상화 (`statusWord`). */
    status: string
    /** Worst state now, as 장애, 지연 (`stateWord`). */
    state: string
    /** Start with date (`moment`), as 11월 24일 14:05. */
    since: string
    /** Start for text messages (`shortMoment`), as 11/24 14:05. */
    sinceShort: string
    /** All affected names (`joinNames`). */
    affected: string
    /** For text messages (`shortNames`), as 정부24 로그인 외 2건. */
    affectedShort: string
    /** Body of the newest update. */
    latest: string
    /** How long it lasted (`duration`), or false while it goes on. */
    duration: string | false
    /** How long it has gone on until now (`duration`). */
    goesOn: string
    url: string
    /** Only operators are told of it: for everybody else nothing is restricted. */
    internal: boolean
  }
  /** For operators: what was measured, several lines as they stand; false where there is nothing. */
  detail: string | false
  /** Best first, without those that the incident broke too. */
  fallbacks: MessageFallback[]
  /** When the next word comes, as 상태가 바뀌는 대로. */
  next: string
  /** Where the reader changes what they are told. */
  manageUrl: string | false
  unsubscribeUrl: string | false
  /** For a center: what its counters say to people and do meanwhile, and who asks them to; false for everybody else. */
  counter: CounterWords | false
  /** Where a center says how it works at its counters; false for everybody else. */
  staffUrl: string | false
  confirmUrl: string | false
}

/** Planned work. `changed`: the reader was told otherwise before; `tomorrow`: it begins on the next day. */
export type MaintenanceContent = {
  site: { name: string; url: string }
  rehearsal: boolean
  language: Language
  maintenance: {
    title: string
    body: string
    /** All names of what cannot be used (`joinNames`), and for text messages (`shortNames`). */
    affected: string
    affectedShort: string
    /** As 12월 5일 01:00 ~ 05:00; for text messages 12/5 01:00~05:00. */
    when: string
    whenShort: string
    cancelled: boolean
    changed: boolean
    tomorrow: boolean
    url: string
  }
  fallbacks: MessageFallback[]
  /** Where the reader changes what they are told. */
  manageUrl: string | false
  unsubscribeUrl: string | false
}

/** The summary of a day or a week. */
export type DigestContent = {
  site: { name: string; url: string }
  rehearsal: boolean
  language: Language
  digest: {
    title: string
    when: string
    /** `duration`: false while it goes on. */
    incidents: { title: string; since: string; duration: string | false; url: string }[]
    coming: { title: string; when: string }[]
  }
  /** Where the reader changes what they are told. */
  manageUrl: string | false
  unsubscribeUrl: string | false
}

/** The double opt-in mail. `about` says what was subscribed to; `validFor` how long the address works, as 24시간. */
export type ConfirmContent = {
  site: { name: string; url: string }
  rehearsal: boolean
  language: Language
  about: string
  validFor: string
  confirmUrl: string
}

/** The mail by which an operator signs in at the console. */
export type SignInContent = {
  site: { name: string; url: string }
  rehearsal: boolean
  language: Language
  name: string
  signInUrl: string
}
