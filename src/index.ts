export {
  type Channel,
  type ClockState,
  type ConnectOptions,
  connect,
  EmulatorError,
  type Happening,
  type Message,
  type NextOptions,
  type SandboxClient,
} from './client.js'
export { createEmulator, type Emulator, type EmulatorOptions, type ListenOptions, type SentCode } from './emulator.js'
