/**
 * An emulator of the Telnyx Verify API in this process, and a client for one that runs elsewhere.
 *
 * @example
 * ```ts
 * import { createEmulator } from 'telnyx-verify-emulator'
 *
 * await using emulator = await createEmulator({ seed: 1 })
 * const telnyx = new Telnyx({ apiKey: emulator.apiKey, baseURL: emulator.url, fetch: emulator.fetch })
 * await telnyx.verifications.triggerSMS({ phone_number: '+13035551234', verify_profile_id: emulator.profileId })
 * const { code } = await emulator.inbox.next('+13035551234')
 * ```
 *
 * @module
 */
export { auditReceiver, receiverPublicKey } from './audit/receiver/audit-receiver.js'
export type { ExpectedStatus, FetchHandler, ReceiverKeyOptions, ReceiverOptions } from './audit/receiver/options.js'
export type { ReceiverFinding, ReceiverProblem, ReceiverReport } from './audit/receiver/report.js'
export type { ClientEnv } from './client/address.js'
export type { ClockClient } from './client/clock.js'
export {
  type ConnectOptions,
  connect,
  type EmulatorClient,
  type SandboxClient,
} from './client/connect.js'
export {
  ConnectionError,
  type ConnectionErrorCode,
  ControlError,
  JournalAssertionError,
  WaitTimeoutError,
} from './client/errors.js'
export type { RunClient, SnapshotClient, SnapshotOptions } from './client/files.js'
export type { InboxClient, InboxListOptions, NextMessage, NextMessageOptions } from './client/inbox.js'
export type { JournalClient, JournalFollowOptions, JournalListOptions } from './client/journal.js'
export type { FaultsClient, ScenariosClient } from './client/overrides.js'
export type {
  ContractClient,
  CoverageClient,
  CoverageOptions,
  JointJournalClient,
  JointJournalOptions,
  SandboxesClient,
  ServerClient,
} from './client/server.js'
export type {
  AssertResult,
  Channel,
  ClockEvent,
  ClockMoved,
  ClockState,
  ContractReport,
  Counts,
  Coverage,
  Decided,
  DecidedMatch,
  Dialect,
  DriftItem,
  DroppedSandbox,
  DueEvent,
  Duration,
  EntryKind,
  EntryPart,
  Expectation,
  Fault,
  FaultRequest,
  FaultRule,
  Health,
  Instant,
  Journal,
  JournalEntry,
  LineType,
  Match,
  Message,
  NearMiss,
  PageFacts,
  ProblemDetails,
  RestoreResult,
  SandboxInfo,
  SandboxSummary,
  Scenario,
  ScenarioRequest,
  SignedWebhook,
  TestNumber,
  TestNumberRequest,
  TriggerRequest,
  WebhookAttempt,
  WebhookDelivery,
  WebhookFault,
  WebhookFaultRequest,
  WebhookFaultRule,
  WebhookList,
  WebhookMessage,
} from './client/types.js'
export type { WebhookFaultsClient } from './client/webhook-faults.js'
export type {
  NextWebhook,
  NextWebhookOptions,
  WebhookFollowOptions,
  WebhookListOptions,
  WebhooksClient,
} from './client/webhooks.js'
export type { Prices } from './core/settings.js'
export type { RefusedRequest, SentCode } from './emulator/callbacks.js'
export { createEmulator } from './emulator/create-emulator.js'
export type { Emulator } from './emulator/emulator.js'
export type { HttpsOptions, Listening, ListenOptions } from './emulator/listen-options.js'
export type {
  ControlOptions,
  EmulatorOptions,
  LimitOptions,
  PageOptions,
  WebhookOptions,
} from './emulator/options.js'
export type { PresetOptions } from './emulator/presets.js'
export type { Fetch } from './http/fetch.js'
export type { PassthroughOptions } from './passthrough/options.js'
export { LockedError } from './persistence/lock.js'
export { CannotRunError, type Finding, type FindingKind, type Reference, type Severity } from './report/report.js'
export type * from './spec/file-types.js'
export type { VerifyOperationId } from './spec/operations.js'
export { KeyError } from './webhook/key-error.js'
export { ClosedError } from './wire/closed-error.js'
export { VerifyEmulatorError } from './wire/error-base.js'
export { FileError, InputError } from './wire/input-error.js'
export type { LatencyDistribution, LatencyProfile } from './wire/latency-profile.js'
