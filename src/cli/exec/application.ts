import { type ChildProcess, spawn } from 'node:child_process'
import { clearTimeout, setTimeout } from 'node:timers'
import { setTimeout as pause } from 'node:timers/promises'
import { CommandError } from '../command-error.js'
import { endProcesses } from './end.js'
import { findProcesses, type Processes } from './processes.js'
import { explainUnrunnable, requireCommand } from './unrunnable.js'

export interface ApplicationCommand {
  readonly command: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** Where the application is to answer. */
  readonly address: string
  /** Called with a sentence when the application takes longer than usual to answer. */
  readonly onWait?: ((sentence: string) => void) | undefined
  /** How long a start may take before a person wonders. Milliseconds. */
  readonly usualStartMs?: number
  /** Resolves with true once the application answers. */
  readonly isReady: () => Promise<boolean>
  /** How long the application may take to answer. Milliseconds. */
  readonly startTimeoutMs: number
}

/** The environment variable that marks the processes of an application. */
const markName = 'TELNYX_VERIFY_EMULATOR_APPLICATION'
const graceMs = 3000
/** More output is dropped at the beginning. Characters. */
const mostOutput = 4_000_000
const shownLines = 20
const pollMs = 50
const defaultUsualStartMs = 3000

/** An application that is started, awaited, restarted and ended, with what it has printed. */
export class ApplicationProcess {
  #output = ''
  #child: ChildProcess | undefined
  #processes: Processes | undefined
  /** Why the application does not run any more; undefined while it runs, and after `stop`. */
  #failure: string | undefined
  #isStopping = false
  #crashes: string[] = []
  readonly #kill = () => this.#processes?.signal('SIGKILL')

  constructor(private readonly application: ApplicationCommand) {}

  /** What the application has printed, over all its starts. */
  get output(): string {
    return this.#output
  }

  /** How often the application has ended by itself. */
  get crashCount(): number {
    return this.#crashes.length + (this.#failure === undefined ? 0 : 1)
  }

  /** Why the application ended by itself the first time, with its last lines; undefined if it never did. */
  get firstCrash(): string | undefined {
    return this.#crashes[0] ?? this.#describeFailure()
  }

  /**
   * Starts the application and waits until it answers.
   *
   * @throws {CommandError} 2 if it cannot be started, ends, or does not answer in time; with its last lines
   */
  async start(): Promise<void> {
    const {
      command,
      args,
      env,
      address,
      isReady,
      onWait,
      startTimeoutMs,
      usualStartMs = defaultUsualStartMs,
    } = this.application
    const mark = `${process.pid}-${Math.random().toString(36).slice(2)}`
    requireCommand(command)
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...env, [markName]: mark },
      // A process group can be ended as one. Windows has none, and would open a window.
      detached: process.platform !== 'win32',
    })
    this.#child = child
    this.#failure = undefined
    this.#isStopping = false
    child.once('error', (error) => {
      this.#failure = explainUnrunnable(command, error)
    })
    child.once('exit', (code, signal) => {
      if (this.#child === child && !this.#isStopping)
        this.#failure ??= `${command} ended with ${signal ?? `exit code ${code}`} before the audit did.`
    })
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-mostOutput)
      })
    if (child.pid !== undefined) this.#processes = findProcesses(child.pid, `${markName}=${mark}`)
    process.once('exit', this.#kill) // if we end before the application
    let isLate = false
    const deadline = setTimeout(() => {
      isLate = true
    }, startTimeoutMs)
    const wonder = setTimeout(() => onWait?.(`Waiting for ${command} to answer at ${address} …`), usualStartMs)
    try {
      while (!(await isReady())) {
        this.#requireRunning()
        if (isLate)
          throw new CommandError(
            `${command} does not answer at ${address} after ${startTimeoutMs / 1000} s. Does it listen on that port, which it gets as PORT? For a free port write the base as http://127.0.0.1:{{port}}.${this.#tail()}`,
            2,
          )
        await pause(pollMs)
      }
      // Something else answers on the port.
      this.#requireRunning()
    } catch (error) {
      await this.stop()
      throw error
    } finally {
      clearTimeout(deadline)
      clearTimeout(wonder)
    }
  }

  /** Ends the application and everything that it has started. */
  async stop(): Promise<void> {
    this.#isStopping = true
    if (this.#processes !== undefined) await endProcesses(this.#processes, graceMs)
    this.#child?.stdout?.destroy()
    this.#child?.stderr?.destroy()
    process.off('exit', this.#kill)
    this.#processes = undefined
  }

  async restart(): Promise<void> {
    await this.stop()
    await this.start()
  }

  /** Starts the application again if it has ended by itself. */
  async revive(): Promise<void> {
    const crash = this.#describeFailure()
    if (crash === undefined) return
    this.#crashes.push(crash)
    await this.restart()
  }

  #describeFailure(): string | undefined {
    return this.#failure === undefined ? undefined : `${this.#failure}${this.#tail()}`
  }

  #requireRunning(): void {
    const failure = this.#describeFailure()
    if (failure !== undefined) throw new CommandError(failure, 2)
  }

  #tail(): string {
    const lines = this.#output.trimEnd().split('\n').slice(-shownLines)
    return lines.join('') === '' ? '' : `\n\nIts last output:\n${lines.map((line) => `  ${line}`).join('\n')}`
  }
}
