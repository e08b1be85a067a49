export { EmulatorError, type Fetch } from './client/call.js'
export { type ConnectOptions, connect, type JournalOptions, type NextOptions, type SandboxClient } from './client/connect.js'
export type {
  AssertAnswer,
  Channel,
  ClockState,
  Coverage,
  Expectation,
  FaultRequest,
  FaultRule,
  Happening,
  Journal,
  JournalEntry,
  Match,
  Message,
  NearMiss,
  Restored,
  SandboxFile,
  SandboxSummary,
  Scenario,
  ScenarioRequest,
  TestNumber,
} from './client/types.js'
export { createEmulator, type Emulator, type ListenOptions } from './emulator.js'
export type { EmulatorOptions, SentCode } from './options.js'
