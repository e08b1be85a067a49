import type { Verification } from '../core/records.js'
import type { WebhookDelivery } from '../core/webhook-records.js'
import type { Change, World } from '../core/world.js'
import { toVerifiedNumber } from '../wire/verified-number.js'
import { type SandboxFile, toFileOfOthers, toMeta } from './format.js'
import { JsonBytes } from './json-bytes.js'
import { toStoredOverrides } from './overrides.js'
import { toStoredNumberCode, toStoredProfile } from './records.js'
import { putVerification, writeVerification } from './verification-text.js'
import { toStoredWebhooks } from './webhooks.js'

/** A whole sandbox as a file whose verifications are JSON already, each written when it is its turn. */
export function toWritableFile(world: World): object {
  return { ...toFileOfOthers(world), verifications: writeEach(world.state.verifications.copies()) }
}

function* writeEach(verifications: Iterable<Verification>): Generator<string> {
  for (const verification of verifications) yield writeVerification(verification)
}

/** The line that was formatted last. */
const line = new JsonBytes()

/**
 * Formats the changes of one turn as JSON of a file that holds nothing else. Its verifications come first, because a
 * log has more of them than of anything else, and are read in this place without parsing JSON.
 *
 * @returns UTF-8, valid until the next call
 */
export function writeChanges(world: World, changes: readonly Change[]): Uint8Array {
  const others: Partial<SandboxFile> = {}
  const seen = new Set<object>()
  const webhooks = new Set<WebhookDelivery>()
  let separator = ',"verifications":['
  let latest: object | undefined
  line.clear()
  line.put(`{"version":1,"meta":${JSON.stringify(toMeta(world))}`)
  for (const change of changes) {
    if ('record' in change) {
      if (change.record === latest) continue // a create makes several changes to one record
      latest = change.record
    }
    if (change.table === 'overrides') {
      others.overrides = toStoredOverrides(world)
    } else if (change.table === 'webhooks') {
      webhooks.add(change.record)
    } else if ('removed' in change) {
      const table = change.table === 'profiles' ? 'profiles' : 'verified_numbers'
      others.removed = { ...others.removed, [table]: [...(others.removed?.[table] ?? []), change.removed] }
    } else if (!seen.has(change.record)) {
      seen.add(change.record)
      if (change.table === 'verifications') {
        line.put(separator)
        separator = ','
        putVerification(line, change.record)
      } else addChange(others, change)
    }
  }
  if (webhooks.size > 0) others.webhooks = toStoredWebhooks(world.state.webhooks, webhooks)
  const rest = JSON.stringify(others)
  if (separator === ',') line.put(']')
  line.put(rest === '{}' ? '}' : `,${rest.slice(1)}`)
  return line.bytes
}

type RecordChange = Exclude<
  Change,
  { removed: string } | { table: 'overrides' } | { table: 'webhooks' } | { table: 'verifications' }
>

function addChange(file: Partial<SandboxFile>, change: RecordChange): void {
  if (change.table === 'profiles') addTo(file, 'profiles', toStoredProfile(change.record))
  else if (change.table === 'templates') addTo(file, 'templates', change.record)
  else if (change.table === 'verifiedNumbers') addTo(file, 'verified_numbers', toVerifiedNumber(change.record))
  else addTo(file, 'number_codes', toStoredNumberCode(change.record))
}

type RecordTable = 'profiles' | 'templates' | 'verified_numbers' | 'number_codes'

/** Adds a record in place: copying the list for each would take time in proportion to its square. */
function addTo<Table extends RecordTable>(
  file: Partial<SandboxFile>,
  table: Table,
  record: NonNullable<SandboxFile[Table]>[number],
): void {
  file[table] ??= [] as SandboxFile[Table]
  ;(file[table] as object[]).push(record)
}
