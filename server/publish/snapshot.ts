// Everything public at one instant. Page, JSON and messages are pure functions of it.
import type { Component, Fallback, Paper, Service, Text } from '../../data/catalogue.ts'
import type { IncidentRecord, UpdateRecord } from '../../data/queries/incidents.ts'
import type { MaintenanceRecord } from '../../data/queries/maintenances.ts'
import type { Channel, Mark, State } from '../../data/tables.ts'
import type { Verdict } from '../../probes/result.ts'
import type { Availability, Figures } from '../incidents/availability.ts'

/** `version` grows with every change; `at` is when it was built (UTC milliseconds). */
export type Snapshot = {
  version: number
  at: number
  site: Site
  /** Worst state over all components; `unknown` never hides an outage and is never better than anything but operational. */
  state: State
  services: PublicService[]
  /** Unresolved first, then newest first; at most 50. */
  incidents: PublicIncident[]
  /** Newest start first; at most 50. */
  maintenances: PublicMaintenance[]
  fallbacks: PublicFallback[]
  /** What people come for; its ways are fallbacks of this snapshot. */
  papers: Paper[]
  history: PublicHistory
}

/** What was. Read apart from the rest, less often, and shared between snapshots until something in it changes. */
export type PublicHistory = {
  /** Resolved ones older than those of the snapshot, newest first; at most 2,000. */
  incidents: PublicIncident[]
  /** By component: the days before those of the snapshot, oldest first; together with those a year. */
  days: ReadonlyMap<string, PublicDay[]>
  /** By component: what the runs of each rolled-up day of the last year came to, oldest first. */
  runs: ReadonlyMap<string, RunDay[]>
  /** By component: how long its runs took in the last 24 hours. */
  speeds: ReadonlyMap<string, Speed[]>
  /** By component: how its state changed, newest first; at most 200 each. */
  changes: ReadonlyMap<string, PublicChange[]>
  /** Where it is looked from, in the order of the configuration. */
  locations: PublicLocation[]
}

/** `at`: when it holds from; `reason`: the engine's name for why; `incident`: the one that tells of it. */
export type PublicChange = {
  at: number
  decidedAt: number
  from: State
  to: State
  reason: string
  incident: string | null
}

/** Runs of one KST day by verdict; `layers`: failing ones by fault layer; `typical` and `slowest`: see SpeedPoint. */
export type RunDay = Record<Verdict, number> & {
  day: string
  layers: Record<string, number>
  typical: number | null
  slowest: number | null
}

/**
 * Of one location the whole run (`step` null), or of all locations together one step (`location` null). `points` oldest first, one
 * for each stretch of `every` milliseconds that had runs.
 */
export type Speed = { location: string | null; step: string | null; every: number; points: SpeedPoint[] }

/** `typical` and `slowest`: milliseconds that half and nine tenths of the working runs took at most; null: none worked. */
export type SpeedPoint = { at: number; typical: number | null; slowest: number | null; runs: number; failed: number }

/** `runs` … `inconclusive`: of the last 24 hours. `components`: those of which a run came from there in that time. */
export type PublicLocation = {
  id: string
  name: Text
  network: string | null
  abroad: boolean
  lastAt: number | null
  runs: number
  failed: number
  inconclusive: number
  components: string[]
}

export type Site = {
  name: Text
  /** Absolute address without trailing slash. */
  url: string
  official: boolean
  rehearsal: boolean
  operator: Text
  contact: string
  timeZone: 'Asia/Seoul'
  /** Availability that is aimed at, in percent, by component or service. */
  targets: Readonly<Record<string, number>>
  /** How subscribers are told, and through whom. */
  telling: readonly { channel: Channel; by: string | null }[]
  /** Under which the published data may be used. */
  licence: { name: Text; url: string }
}

export type PublicService = Omit<Service, 'components'> & {
  publicId: string
  /** The worst of its components. */
  state: State
  /** The mean over its components. */
  availability: Availability
  /** What it offers. */
  components: PublicComponent[]
  /** What would take its place: no part of its state. */
  standbys: PublicComponent[]
}

export type PublicComponent = Component & {
  /** 12 characters [a-z0-9], for Statuspage clients. */
  publicId: string
  state: State
  /** What is said beside the state; `network`: which one alone sees it, of `one-network`. */
  mark: Mark
  network: Text | null
  /** No flow exercises it: its state is concluded from what needs it. */
  indirect: boolean
  /** Somebody looks at it here: a flow has run, counters spoke of it, or what needs it is looked at. */
  watched: boolean
  /** The engine's named reason for the state. */
  reason: string
  since: number
  lastCheckedAt: number | null
  createdAt: number
  updatedAt: number
  /** Oldest first; the last one is today (KST). */
  days: PublicDay[]
  availability: PublicAvailability
  /** Id of the unresolved incident that it is part of. */
  incident: string | null
}

/**
 * One KST day: milliseconds in each state (the sum is the part of the day that has passed) and what of them counts.
 * `corrected`: its figures differ from what was first computed; `note` is the person's word about it, or empty.
 */
export type PublicDay = Figures & { day: string; corrected: boolean; note: string; incidents: string[] }

/** Over the days that are shown; `share` is null where less than 95 % was watched. Lengths in milliseconds. */
export type PublicAvailability = Availability & { down: number; degraded: number }

/** Updates newest first, causes oldest first. `beganSays`: `probes`, or the name of an authority. */
export type PublicIncident = Omit<IncidentRecord, 'kind'>

export type PublicUpdate = UpdateRecord

export type PublicMaintenance = MaintenanceRecord & { status: 'scheduled' | 'in_progress' | 'completed' }

/** A fallback with its own live state, from the components it needs. */
export type PublicFallback = Fallback & { state: State; brokenBy: string[] }
