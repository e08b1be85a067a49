import { defaultProfileId } from '../core/profiles.js'
import type { Sandbox } from '../core/sandbox.js'
import { defaultSandbox } from '../core/sandboxes.js'
import { type App, createApp } from '../http/app.js'
import type { AppParts } from '../http/parts.js'
import { createAnswerCheck } from '../http/validate-answer.js'
import type { RunningPassthrough } from '../passthrough/open.js'
import type { RunFile } from '../replay/run-file.js'
import { readIdleTime } from '../wire/duration.js'
import { createControlContext } from './create-control-context.js'
import { createRecorder } from './emulator-tape.js'
import { createFetchOnDemand } from './fetch-on-demand.js'
import { createMcpLoader } from './mcp-loader.js'
import { noOrigin, type OpenedEmulator, toOpened } from './opened-emulator.js'
import type { EmulatorOptions } from './options.js'
import { Ports } from './ports.js'
import { readOptions } from './read-options.js'
import { createSharedParts, type ProcessFacts, type SharedParts } from './shared-parts.js'
import { createKeyWarning, createMaskWarning, createPageWarning } from './warnings.js'
import { createWebLoader } from './web-loader.js'

export type { ProcessFacts }

/** Starts an emulator, without a client of it. @throws as createEmulator */
export async function openEmulator(options: EmulatorOptions, facts: ProcessFacts = {}): Promise<OpenedEmulator> {
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
  const fetch = createFetchOnDemand({
    answer,
    divert: passthrough?.fetch,
    origin: () => origin,
    isClosed: () => lifetime.isClosing,
  })
  const onOrigin = (opened: string) => {
    origin = opened
  }
  return toOpened(shared, { fetch, ports, close, onOrigin, takeRun })
}

/** Creates the function that takes a run, of one sandbox or of all. It is loaded by the first call. */
function createRunTaker(given: EmulatorOptions, shared: SharedParts) {
  const createdAt = shared.options.now()
  return async (sandbox?: Sandbox): Promise<RunFile> => {
    const { takeRun } = await import('./take-run.js')
    return takeRun(given, shared, createdAt, sandbox)
  }
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
  const fetch = createFetchOnDemand({
    answer: answerThrough(shared, app),
    origin: () => noOrigin,
    isClosed: () => false,
  })
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
