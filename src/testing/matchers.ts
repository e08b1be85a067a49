import { EmulatorError } from '../client/call.js'
import type { SandboxClient } from '../client/connect.js'
import type { Channel, Expectation } from '../client/types.js'
import type { VerifyOperationId } from '../spec/operations.js'
import { toLines } from './journal-text.js'

export interface ReceivedCodeOptions {
  readonly channel?: Channel
  /** How long to wait, in seconds. Default 4, which is less than a test has; with `.not` 0, so it looks at what is there now. */
  readonly timeoutSecs?: number
  /** Cursor of an earlier message: only what came after it. */
  readonly since?: string
}

/** What requests to look for and how many; without a number at least one. */
export type RequestedOptions = Omit<Expectation, 'operation'>

/** What vitest and Playwright hand to a matcher, as far as these need it. */
interface MatcherContext {
  readonly isNot: boolean
}

export interface Verdict {
  readonly pass: boolean
  readonly message: () => string
}

/** Less than the five seconds that vitest gives a test, so that it is our sentence that is read. */
export const patienceSecs = 4

/** LongPolls for a code that is sent to a number. */
export async function toHaveReceivedCode(
  this: MatcherContext,
  received: unknown,
  phoneNumber: string,
  { timeoutSecs = this.isNot ? 0 : patienceSecs, ...options }: ReceivedCodeOptions = {},
): Promise<Verdict> {
  const sandbox = requireSandbox(received, 'toHaveReceivedCode')
  try {
    const { channel, text } = await sandbox.inbox.next(phoneNumber, { timeoutSecs, ...options })
    return { pass: true, message: () => `Expected no code for ${phoneNumber}, but one came by ${channel}: "${text}"` }
  } catch (error) {
    if (!(error instanceof EmulatorError) || error.status !== 408) throw error
    const stray = this.isNot ? '' : await findStray(sandbox, phoneNumber)
    return { pass: false, message: () => `${error.message}${stray}` }
  }
}

/** The commonest mistake: an application with a key of its own, whose messages go to the sandbox `default`. */
async function findStray(sandbox: SandboxClient, phoneNumber: string): Promise<string> {
  const others = sandbox.sandbox('default')
  if (sandbox.sandboxName === others.sandboxName || (await others.inbox.list({ phoneNumber, limit: 1 })).length === 0)
    return ''
  return `\nSandbox "default" has one to ${phoneNumber}: give the application this sandbox's key, ${sandbox.apiKey}.`
}

/** Looks for requests that the application has made up to now. */
export async function toHaveRequested(
  this: MatcherContext,
  received: unknown,
  operation: VerifyOperationId,
  options: RequestedOptions = {},
): Promise<Verdict> {
  const sandbox = requireSandbox(received, 'toHaveRequested')
  try {
    const { entries } = await sandbox.journal.assert({ operation, ...options })
    return { pass: true, message: () => [describe(operation, options), toLines(entries.toReversed())].join('\n') }
  } catch (error) {
    // Only an answer to the question has `misses`; a question that makes no sense, like an unknown operation, has not.
    if (!(error instanceof EmulatorError) || error.problem.misses === undefined) throw error
    return { pass: false, message: () => error.message }
  }
}

/** What was not to be found, but was. */
function describe(operation: string, { times, at_least, at_most, match }: RequestedOptions): string {
  const what = `${operation}${match === undefined ? '' : ` with ${JSON.stringify(match)}`}`
  if (times === undefined && at_least === undefined && at_most === undefined)
    return `Expected no ${what}, but there was:`
  return `Expected another number of ${what} than ${times ?? `${at_least ?? 0} to ${at_most ?? 'any'}`}, but there was:`
}

/** What was given to expect: a sandbox, or a handset, which has one. */
function requireSandbox(received: unknown, matcher: string): SandboxClient {
  const candidates = isObject(received) ? [received, received.sandbox] : []
  const sandbox = candidates.find((candidate) => isObject(candidate) && 'inbox' in candidate && 'journal' in candidate)
  if (sandbox !== undefined) return sandbox as SandboxClient
  throw new TypeError(
    `${matcher} asks a sandbox: give expect() the fixture of the test, an emulator, or what connect() gave.`,
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
