import type { ReplayWalk } from '../control-api/control-context.js'
import type { Sandbox } from '../core/sandbox.js'
import type { Tape } from '../core/tape.js'
import type { Answer, AnswerCall } from '../http/answer.js'
import type { Call } from '../http/call.js'
import type { RunFile } from '../replay/run-file.js'

/** A tape, and the way that requests take through it. */
export interface EmulatorTape extends Tape {
  /** Answers a request. @param answer the emulator without a tape */
  readonly answer: (call: Call, answer: AnswerCall) => Promise<Answer>
  /** What was recorded, with its secrets; absent if nothing is. @param sandbox only this one */
  readonly take?: (
    sandbox?: string,
  ) => Pick<RunFile, 'before' | 'forgotten'> & { readonly steps: NonNullable<RunFile['steps']> }
  /** The API keys that were recorded. */
  readonly keys?: readonly string[]
  /** When the recording began. Unix milliseconds. */
  readonly startedAt?: number
  /** The way through the run, if one is replayed. */
  readonly walk?: ReplayWalk | undefined
  /** What a sandbox begins with. */
  readonly firstFile?: (sandbox: string) => RunFile['before'][string] | undefined
  /** Connects the tape with its emulator. @param wake runs what is due in a sandbox */
  readonly attach?: (wake: (sandbox: Sandbox) => void, answer: AnswerCall) => void
  /** The seed, if the user has not given it. */
  readonly drawnSeed?: string | undefined
}

/** Creates the recorder of an emulator. It is loaded on demand, because most emulators record nothing. */
export async function createRecorder(now: () => number): Promise<EmulatorTape> {
  const [{ Recorder }, { toSandboxFile }] = await Promise.all([
    import('../replay/recorder.js'),
    import('../sandbox-file/write-sandbox-file.js'),
  ])
  return new Recorder({ now, toFile: ({ world }) => toSandboxFile(world) })
}
