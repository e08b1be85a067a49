import type { ControlOperationId } from '../spec/control-operations.js'
import { calls } from './calls.js'
import { clock } from './clock.js'
import { contract } from './contract.js'
import type { ControlContext } from './control-context.js'
import { coverage } from './coverage.js'
import { events } from './events.js'
import { faults } from './faults.js'
import { inbox } from './inbox.js'
import { journal } from './journal.js'
import { journalAssert } from './journal-assert.js'
import { metrics } from './metrics.js'
import { openapi } from './openapi.js'
import type { ControlTable } from './operation.js'
import { profiles } from './profiles.js'
import { replay } from './replay.js'
import { rules } from './rules.js'
import { run } from './run.js'
import { healthChecks, sandbox, sandboxes } from './sandbox.js'
import { scenarios } from './scenarios.js'
import { snapshot } from './snapshot.js'
import { testNumbers } from './test-numbers.js'
import { webhookFaults } from './webhook-faults.js'
import { webhookStream } from './webhook-stream.js'
import { webhooks } from './webhooks.js'

/** All operations of the control API. The compiler checks that none is missing. */
export const control: ControlTable<ControlOperationId, keyof ControlContext> = {
  ...healthChecks,
  ...sandbox,
  ...inbox,
  ...calls,
  ...clock,
  ...testNumbers,
  ...scenarios,
  ...faults,
  ...journal,
  ...journalAssert,
  ...events,
  ...snapshot,
  ...run,
  ...replay,
  ...sandboxes,
  ...coverage,
  ...contract,
  ...webhooks,
  ...webhookFaults,
  ...webhookStream,
  ...rules,
  ...profiles,
  ...metrics,
  ...openapi,
}
