/** Overrides: scenarios, faults and webhook faults. */
import { Faults } from './faults.tsx'
import { Scenarios } from './scenarios.tsx'
import { WebhookFaults } from './webhook-faults.tsx'

export const OverridesPanel = () => (
  <>
    <Scenarios />
    <Faults />
    <WebhookFaults />
  </>
)
