import type { components } from '../spec/control.js'

/** What the control API takes and gives, as it goes over the wire; openapi/control.yaml describes it. */
type Schemas = components['schemas']

/** What a handset got. */
export type Message = Schemas['Message']
export type Channel = Schemas['Channel']
export type ClockState = Schemas['Clock']
export type ClockEvent = Schemas['ClockEvent']
export type DueEvent = Schemas['DueEvent']
export type SandboxInfo = Schemas['Sandbox']
export type SandboxSummary = Schemas['SandboxSummary']
export type Health = Schemas['Health']

/** Which requests a scenario or a fault is for; what is left out matches all. */
export type Match = Schemas['Match']
export type ScenarioRequest = Schemas['ScenarioRequest']
export type Scenario = Schemas['Scenario']
export type TestNumber = Schemas['TestNumberList']['test_numbers'][number]
export type FaultRequest = Schemas['FaultRequest']
export type FaultRule = Schemas['FaultRule']

export type EntryKind = Schemas['EntryKind']
export type JournalEntry = Schemas['JournalEntry']
export type Journal = Schemas['Journal']
export type Expectation = Schemas['AssertRequest']
export type AssertResult = Schemas['AssertResult']
export type NearMiss = Schemas['NearMiss']

/** Fixtures, kept state and snapshots have one format. */
export type SandboxFile = Schemas['SandboxFile']
export type RestoreResult = Schemas['RestoreResult']
export type WebhookDelivery = Schemas['WebhookDelivery']
export type WebhookAttempt = Schemas['WebhookAttempt']
export type WebhookList = Schemas['WebhookList']
export type TriggerRequest = Schemas['TriggerRequest']
export type WebhookFaultRequest = Schemas['WebhookFaultRequest']
export type WebhookFaultRule = Schemas['WebhookFaultRule']
export type SignedWebhook = Schemas['SignedWebhook']

export type ContractReport = Schemas['ContractReport']
export type Coverage = Schemas['Coverage']
export type Problem = Schemas['Problem']
