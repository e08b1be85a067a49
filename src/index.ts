export { CannotCheck } from './audit/receiver/cannot-check.js'
export { checkReceiver, receiverPublicKey } from './audit/receiver/check-receiver.js'
export type {
  Expectation as ReceiverExpectation,
  FetchHandler,
  KeyOptions,
  ReceiverOptions,
} from './audit/receiver/options.js'
export type { CaseResult, Finding, Problem as ReceiverProblem, ReceiverReport } from './audit/receiver/report.js'
export { EmulatorError, type Fetch } from './client/call.js'
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
  DueEvent,
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
export { KeyError } from './webhook/key-error.js'
