import { attachToAudit } from '../config/attach-to-audit.js'
import { attachToExec } from '../config/attach-to-exec.js'
import { defaultProfileId } from '../core/profiles.js'
import { defaultSandbox } from '../core/sandboxes.js'
import { type App, createApp } from '../http/app.js'
import type { AppParts } from '../http/parts.js'
import { createAnswerCheck } from '../http/validate-answer.js'
import type { RunningPassthrough } from '../passthrough/open.js'
import { createFetch } from '../server/in-process.js'
import { readIdleTime } from '../wire/duration.js'
import { InputError } from '../wire/input-error.js'
import { createControlContext } from './create-control-context.js'
import type { Emulator, RunningEmulator } from './emulator.js'
import { createRecorder } from './emulator-tape.js'
import { createMcpLoader } from './mcp-loader.js'
import type { EmulatorOptions } from './options.js'
import { Ports } from './ports.js'
import { readOptions } from './read-options.js'
import { createSharedParts, type ProcessFacts, type SharedParts } from './shared-parts.js'
import { createRunTaker } from './take-run.js'
import { noOrigin, toEmulator } from './to-emulator.js'
import { createKeyWarning, createMaskWarning, createPageWarning } from './warnings.js'
import { createWebLoader } from './web-loader.js'

export type { ProcessFacts }

/**
 * Starts an emulator in this process, without a port.
 *
 * @example
 * ```ts
 * await using emulator = await createEmulator({ seed: 1 })
 * const { code } = await emulator.inbox.next('+13035551234')
 * ```
 * @throws {InputError} for an unknown option, and for an invalid value, scenario, fault or test number
 * @throws {FileError} when fixtures or kept state cannot be used
 * @throws {LockedError} when another emulator uses the data folder
 * @throws {KeyError} when the private key of webhooks is not valid
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  if (!('Request' in globalThis)) throw new InputError(noFetch)
  const exec = attachToExec()
  const inDialect =
    exec === undefined || options.dialect !== undefined ? options : { ...options, dialect: exec.dialect }
  return startEmulator(inDialect, { auditRun: attachToAudit(), onCount: exec?.onCount })
}

const noFetch =
  'createEmulator() needs the globals Request and Response, which this test environment lacks. In Jest with jsdom, use setupTelnyx() of telnyx-verify-emulator/jest, or the test environment "node".'

/** Starts an emulator. */
export async function startEmulator(options: EmulatorOptions, facts: ProcessFacts = {}): Promise<RunningEmulator> {
  const complete = readOptions(options)
  const tape = facts.tape ?? (complete.recordRuns ? await createRecorder(complete.now) : undefined)
  const now = tape?.now ?? complete.now
  const shared = await createSharedParts({ ...complete, now }, { ...facts, tape })
  const { host, createRequestId, onBug } = shared
  const lifetime = { isClosing: false }
  const takeRun = createRunTaker(options, shared)
  const { app, passthrough } = await openApp(shared, lifetime, takeRun)
  tape?.attach?.((sandbox) => void host.wake(sandbox), app)
  const answer = answerThrough(shared, app)
  const ports = new Ports({ answer, createRequestId, passthrough, onBug })
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= (async () => {
      lifetime.isClosing = true
      shared.longPolls.closeAll()
      shared.processMonitor.close()
      await ports.close()
      await passthrough?.close()
      await host.close()
    })()
    return closing
  }
  let origin = noOrigin
  const fetch = createFetch({
    answer,
    divert: passthrough?.fetch,
    origin: () => origin,
    isClosed: () => lifetime.isClosing,
  })
  const onOrigin = (opened: string) => {
    origin = opened
  }
  return toEmulator(shared, { fetch, ports, close, onOrigin, takeRun })
}

/** The access of the prototype to the emulated API: in-process, like an application with its own key. */
const prototypeAccess = { url: `${noOrigin}/v2`, apiKey: `sandbox_${defaultSandbox}`, profileId: defaultProfileId }

/** Creates the app that serves both APIs, and opens passthrough if it is on. */
async function openApp(
  shared: SharedParts,
  lifetime: { readonly isClosing: boolean },
  takeRun: ReturnType<typeof createRunTaker>,
) {
  const { options, settings, seed, host, durations, access, createRequestId, onBug, passthroughSettings } = shared
  const { now, onRefused, onWarning, prototype, embedActions } = options
  let passthrough: RunningPassthrough | undefined
  const control = createControlContext({
    ...shared,
    now,
    isClosing: () => lifetime.isClosing,
    onMaskedShape: createMaskWarning(onWarning),
    page: () => ({ embed_actions: embedActions, lan_urls: [...shared.lanUrls], prototype }),
    passthrough: () => passthrough,
    takeRun,
  })
  const app = createApp({
    sandboxes: host.sandboxes,
    dropped: host.dropped,
    sandboxLimits: { maxSandboxes: options.maxSandboxes, idleMs: readIdleTime(options.sandboxIdle) },
    control,
    dialect: settings.dialect,
    access,
    createRequestId,
    whenReady: (sandbox, isRead) => host.readiness.whenReady(sandbox, isRead),
    prepare: (sandbox, isRead) => host.prepare(sandbox, isRead),
    commit: (sandbox, mayMoveClock) => host.commit(sandbox, mayMoveClock),
    durations,
    answerDelays: shared.answerDelays,
    checkAnswer: options.validateResponses ? await createAnswerCheck() : undefined,
    onKey: createKeyWarning(onWarning),
    onRefusedPage: createPageWarning(onWarning),
    onAnswer: createAnswerCounter(shared),
    onRefused,
    serveWeb: createWebLoader(() => ({ prototype: prototype ? { ...prototypeAccess, fetch, now } : undefined })),
    serveMcp: createMcpLoader(() => ({ fetch })),
    onBug,
  })
  // The emulator's own pages ask it like anyone else, so that their requests are recorded, too.
  const fetch = createFetch({ answer: answerThrough(shared, app), origin: () => noOrigin, isClosed: () => false })
  try {
    if (passthroughSettings !== undefined) {
      const { openPassthrough } = await import('../passthrough/open.js')
      const { isInContainer } = shared
      const parts = { settings, wall: now, seed, control, access, isInContainer, createRequestId, onWarning, onBug }
      passthrough = openPassthrough({ passthroughSettings, ...parts })
    }
    host.openAll()
  } catch (error) {
    await passthrough?.close()
    host.abandon()
    throw error
  }
  return { app, passthrough }
}

/** What answers count for: coverage, and what a suite reaches in an audit of tests. */
function createAnswerCounter({ coverage, auditRun }: SharedParts): AppParts['onAnswer'] {
  return (answer, sandbox) => {
    coverage.countAnswer(answer, sandbox)
    if (answer.operation !== null) auditRun?.record(`operation:${answer.operation}`)
    if (answer.outcome !== null) auditRun?.record(`outcome:${answer.outcome}`)
  }
}

/** The app behind the tape, if there is one. */
function answerThrough({ tape }: SharedParts, app: App): App {
  return tape === undefined ? app : (call) => tape.answer(call, app)
}
