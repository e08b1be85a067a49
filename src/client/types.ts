/** The types of what the client takes and returns, generated from openapi/control.yaml; names are in camelCase. */

import type { ClientSchemas } from '../spec/client-types.js'
import type { components } from '../spec/control.js'

export type {
  AssertResult,
  Channel,
  ClockEvent,
  ClockState,
  ContractReport,
  Counts,
  Coverage,
  Decided,
  DecidedMatch,
  Dialect,
  DriftFinding,
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
  Match,
  Message,
  NearMiss,
  Problem,
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
} from '../spec/client-types.js'

/**
 * The one file format of fixtures, kept state and snapshots. It is a file, not an answer: its records are the vendor's
 * and keep their snake_case names.
 */
export type SandboxFile = components['schemas']['SandboxFile']
export type { ClientSchemas }
