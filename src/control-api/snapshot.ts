import type { Sandbox } from '../core/sandbox.js'
import type { SandboxFile } from '../sandbox-file/format.js'
import { toListParts, toObjectParts, toParts } from '../wire/json-parts.js'
import { toInstant } from '../wire/timestamp.js'
import { toClockState } from './clock.js'
import type { ControlTable } from './operation.js'
import { readWord } from './query.js'
import { createShowEntry, type ShowOptions } from './shown-entry.js'

export const snapshot: ControlTable<
  'TakeSnapshot' | 'RestoreSnapshot' | 'AddRecords',
  'server' | 'sandboxes' | 'onMaskedShape'
> = {
  TakeSnapshot: async ({ sandbox, query, server, sandboxes, onMaskedShape }) => {
    const withJournal = readWord(query, 'journal', ['true', 'false']) === 'true'
    // All of it is of one moment, although it is converted and sent later.
    const { now, others, verifications } = await sandboxes.copy(sandbox)
    const { profiles = [], verified_numbers = [], number_codes = [], webhooks, ...rest } = others
    const lists = {
      profiles: toListParts(profiles),
      verified_numbers: toListParts(verified_numbers),
      number_codes: toListParts(number_codes),
      webhooks: webhooks && toParts(webhooks),
      journal: withJournal ? toJournalParts(sandbox, { onMaskedShape }) : undefined,
      verifications: toListParts(verifications),
    }
    return { parts: toObjectParts({ ...rest, snapshot: toSnapshotFacts(sandbox, now, server.version) }, lists) }
  },

  RestoreSnapshot: async ({ sandbox, body, sandboxes }) => {
    const file = body as SandboxFile
    await sandboxes.restore(sandbox, file)
    return { body: { ...countRecords(sandbox), warnings: warnOfDialect(file, sandbox) } }
  },

  AddRecords: async ({ sandbox, body, sandboxes }) => {
    await sandboxes.extend(sandbox, body as SandboxFile)
    return { body: { ...countRecords(sandbox), warnings: [] } }
  },
}

function toJournalParts(sandbox: Sandbox, shown: ShowOptions): Generator<string> {
  return toListParts(sandbox.journal.copy().oldestFirst(), createShowEntry(sandbox, shown))
}

/** What a snapshot tells about itself. @param now Unix milliseconds of the sandbox's clock @param version of the emulator */
export function toSnapshotFacts({ name, world: { settings, hasFixedIds } }: Sandbox, now: number, version: string) {
  return { now, sandbox: name, dialect: settings.dialect, version, fixed_ids: hasFixedIds }
}

function countRecords(sandbox: Sandbox) {
  const { profiles, verifications, messages } = sandbox.world.state
  return {
    sandbox: sandbox.name,
    profiles: profiles.size,
    verifications: verifications.size,
    messages: messages.length,
    clock: toClockState(sandbox),
  }
}

function warnOfDialect({ snapshot }: SandboxFile, { world }: Sandbox): string[] {
  const { dialect } = world.settings
  if (snapshot === undefined || snapshot.dialect === dialect) return []
  return [
    `The snapshot was taken in the ${snapshot.dialect} dialect; this emulator uses ${dialect}. Start it with --dialect ${snapshot.dialect} to get the same behavior.`,
  ]
}

/** The summary of a sandbox for a list. */
export function toSandboxSummary(sandbox: Sandbox) {
  const { clock, ...counts } = countRecords(sandbox)
  const apiKey = `sandbox_${sandbox.name}`
  const lastUsedAt = toInstant(sandbox.usedAt)
  return { ...counts, api_key: apiKey, journal_entries: sandbox.journal.size, clock, last_used_at: lastUsedAt }
}
