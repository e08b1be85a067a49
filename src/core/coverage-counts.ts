/** Counts of what an application's tests have exercised. Anything never reached is listed with 0. */
export interface CoverageCounts {
  requests: number
  readonly outcomes: Record<string, number>
  readonly deliveries: Record<string, number>
  readonly channels: Record<string, number>
  readonly operations: Record<string, number>
  readonly errors: Record<string, number>
  readonly statuses: Record<string, number>
  readonly faults: Record<string, number>
  /** Events that a receiver accepted. */
  readonly webhooks: Record<string, number>
}

/** A group of counts by name. */
export type CoverageGroup = Exclude<keyof CoverageCounts, 'requests'>

/** Called with the group and the name of a count that rises by one; a request has no name. */
export type OnCount = (group: CoverageGroup | 'requests', name: string) => void

/** The sandboxes to count: one by its name, or several by the beginning of theirs. */
export type SandboxFilter = { readonly name: string } | { readonly prefix: string }

/** The counts of one sandbox, or of all; what was never reached is absent. */
export interface SandboxCoverage {
  requests: number
  readonly groups: { [Group in CoverageGroup]?: Record<string, number> }
}

/** Whether a name is among the sandboxes that are meant. */
export const isMeant = (name: string, filter: SandboxFilter): boolean =>
  'name' in filter ? name === filter.name : name.startsWith(filter.prefix)
