import type { EmulatorOperationId } from '../spec/operations.js'
import { clock } from './clock.js'
import { inbox } from './inbox.js'
import type { ControlTable } from './operation.js'
import { healthChecks, sandbox } from './sandbox.js'

/** All steering operations; the compiler proves it complete. */
export const control: ControlTable<EmulatorOperationId> = { ...healthChecks, ...sandbox, ...inbox, ...clock }
