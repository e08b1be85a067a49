export { EmulatorError, type Fetch } from './client/call.js'
export { type ConnectOptions, connect, type JournalOptions, type NextOptions, type SandboxClient } from './client/connect.js'
export type {
  AssertAnswer,
  Channel,
  ClockState,
  ContractReport,
  Coverage,
  Expectation,
  FaultRequest,
  FaultRule,
  Happening,
  Journal,
  JournalEntry,
  Match,
  Message,
  MischiefRequest,
  MischiefRule,
  NearMiss,
  Restored,
  SandboxFile,
  SandboxSummary,
  Scenario,
  ScenarioRequest,
  SignedWebhook,
  TestNumber,
  TriggerRequest,
  WebhookAttempt,
  WebhookDelivery,
  WebhookList,
} from './client/types.js'
export type { NextWebhookOptions, WebhookListOptions, WebhooksClient } from './client/webhooks.js'
export { createEmulator, type Emulator } from './emulator.js'
export type { EmulatorOptions, ListenOptions, SentCode } from './options.js'
export { CannotCheck } from './receiver/cannot-check.js'
export { checkReceiver, receiverPublicKey } from './receiver/check-receiver.js'
export type { Expectation as ReceiverExpectation, FetchHandler, KeyOptions, ReceiverOptions } from './receiver/options.js'
export type { CaseResult, Finding, Problem as ReceiverProblem, ReceiverReport } from './receiver/report.js'
export { KeyError } from './webhook/key-error.js'
