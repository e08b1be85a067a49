import type { Verification } from '../core/records.js'
import type { WebhookDelivery } from '../core/webhook-records.js'
import type { Change, World } from '../core/world.js'
import { finish, type Steps } from '../wire/steps.js'
import { toVerifiedNumber } from '../wire/verified-number.js'
import type { SandboxFile } from './format.js'
import { toStoredOverrides } from './overrides.js'
import { toStoredNumberCode, toStoredProfile } from './records.js'
import { writeVerification } from './verification-text.js'
import { toStoredWebhooks } from './webhooks.js'
import { toMeta, toOthersInSlices } from './write-sandbox-file.js'

/** A whole sandbox as a file whose verifications are JSON already, each written when it is its turn. */
export function toWritableFile(world: World): object {
  return finish(toWritableFileInSlices(world))
}

/** Like `toWritableFile`, in slices: yields when others may run. The file is of one moment only if nothing has changed. */
export function* toWritableFileInSlices(world: World): Steps<object> {
  return { ...(yield* toOthersInSlices(world)), verifications: writeEach(world.state.verifications.copies()) }
}

function* writeEach(verifications: Iterable<Verification>): Generator<string> {
  for (const verification of verifications) yield writeVerification(verification)
}

/**
 * Formats the changes of one turn as JSON of a file that holds nothing else. Its verifications come first, because a
 * log has more of them than of anything else, and are read in this place without parsing JSON.
 */
export function writeChanges(world: World, changes: readonly Change[]): string {
  const file: OtherRecords = {}
  const seen = new Set<object>()
  const webhooks = new Set<WebhookDelivery>()
  let verifications = ''
  let latest: object | undefined
  for (const change of changes) {
    if ('record' in change) {
      if (change.record === latest) continue // a create makes several changes to one record
      latest = change.record
    }
    if (change.table === 'overrides') {
      file.overrides = toStoredOverrides(world)
    } else if (change.table === 'webhooks') {
      webhooks.add(change.record)
    } else if ('removed' in change) {
      const table = change.table === 'profiles' ? 'profiles' : 'verified_numbers'
      file.removed = { ...file.removed, [table]: [...(file.removed?.[table] ?? []), change.removed] }
    } else if (!seen.has(change.record)) {
      seen.add(change.record)
      if (change.table === 'verifications')
        verifications += `${verifications === '' ? '' : ','}${writeVerification(change.record)}`
      else addChange(file, change)
    }
  }
  if (webhooks.size > 0) file.webhooks = toStoredWebhooks(world.state.webhooks, webhooks)
  const list = verifications === '' ? '' : `,"verifications":[${verifications}]`
  const rest = JSON.stringify(file)
  return `{"version":1,"meta":${JSON.stringify(toMeta(world))}${list}${rest === '{}' ? '}' : `,${rest.slice(1)}`}`
}

/** What a line of a log has besides its meta and verifications. */
type OtherRecords = Omit<SandboxFile, 'version' | 'meta' | 'verifications'>

type RecordChange = Exclude<
  Change,
  { removed: string } | { table: 'overrides' } | { table: 'webhooks' } | { table: 'verifications' }
>

function addChange(file: OtherRecords, change: RecordChange): void {
  if (change.table === 'profiles') addTo(file, 'profiles', toStoredProfile(change.record))
  else if (change.table === 'templates') addTo(file, 'templates', change.record)
  else if (change.table === 'verifiedNumbers') addTo(file, 'verified_numbers', toVerifiedNumber(change.record))
  else addTo(file, 'number_codes', toStoredNumberCode(change.record))
}

type RecordTable = 'profiles' | 'templates' | 'verified_numbers' | 'number_codes'

/** Adds a record in place: copying the list for each would take time in proportion to its square. */
function addTo<Table extends RecordTable>(
  file: OtherRecords,
  table: Table,
  record: NonNullable<SandboxFile[Table]>[number],
): void {
  file[table] ??= [] as SandboxFile[Table]
  ;(file[table] as object[]).push(record)
}
