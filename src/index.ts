export { auditReceiver, receiverPublicKey } from './audit/receiver/audit-receiver.js'
export type { ExpectedStatus, FetchHandler, ReceiverKeyOptions, ReceiverOptions } from './audit/receiver/options.js'
export type { ReceiverFinding, ReceiverProblem, ReceiverReport } from './audit/receiver/report.js'
export { EmulatorError } from './client/call.js'
export {
  type ConnectOptions,
  connect,
  type JournalOptions,
  type NextOptions,
  type SandboxClient,
} from './client/connect.js'
export type {
  AssertResult,
  Channel,
  ClockEvent,
  ClockState,
  ContractReport,
  Coverage,
  Expectation,
  FaultRequest,
  FaultRule,
  Journal,
  JournalEntry,
  Match,
  Message,
  NearMiss,
  RestoreResult,
  SandboxFile,
  SandboxSummary,
  Scenario,
  ScenarioRequest,
  SignedWebhook,
  TestNumber,
  TriggerRequest,
  WebhookAttempt,
  WebhookDelivery,
  WebhookFaultRequest,
  WebhookFaultRule,
  WebhookList,
} from './client/types.js'
export type { NextWebhookOptions, WebhookListOptions, WebhooksClient } from './client/webhooks.js'
export { createEmulator, type Emulator } from './emulator/create-emulator.js'
export type { EmulatorOptions, ListenOptions, SentCode } from './emulator/options.js'
export type { Fetch } from './http/fetch.js'
export { CannotRunError, type Finding, type FindingKind } from './report/report.js'
export { KeyError } from './webhook/ed25519-key.js'
export { VerifyEmulatorError } from './wire/error-base.js'
