/** Everything that is forced to happen. */
import { Faults } from './faults.js'
import { Scenarios } from './scenarios.js'
import { WebhookFaults } from './webhook-faults.js'

export const OverridesPanel = () => (
  <>
    <Scenarios />
    <Faults />
    <WebhookFaults />
  </>
)
