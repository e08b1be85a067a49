import type { MutantId } from '../../../core/mutants.js'
import { bindingMutants } from './bindings.js'
import { codeMutants } from './codes.js'
import { faultMutants } from './faults.js'
import type { MutantsOf } from './mutant.js'
import { sendMutants } from './sends.js'
import { toleratedMutants } from './tolerated.js'
import { webhookMutants } from './webhooks.js'

/** All mutants by ID. */
export const mutants: MutantsOf<MutantId> = {
  ...codeMutants,
  ...bindingMutants,
  ...sendMutants,
  ...faultMutants,
  ...webhookMutants,
  ...toleratedMutants,
}
