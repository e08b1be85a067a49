/// <reference lib="esnext.disposable" preserve="true" />

import type { Fetch } from '../client/call.js'
import { connect, type SandboxClient } from '../client/connect.js'
import { LongPolls } from '../control-api/long-poll.js'
import type { Installation } from '../control-api/operation.js'
import { Counting } from '../core/counting.js'
import type { Event } from '../core/events.js'
import { Random } from '../core/random.js'
import { Sandbox } from '../core/sandbox.js'
import { defaultSandbox, Sandboxes } from '../core/sandboxes.js'
import { namesOfEvents } from '../core/webhook-settings.js'
import { createApp } from '../http/app.js'
import { connectionFaultOf } from '../http/connection-fault.js'
import { createAnswerCheck } from '../http/validate-answer.js'
import { answerUnreadable } from '../http/vendor-response.js'
import type { RunningPassthrough } from '../passthrough/open.js'
import { readPassthrough } from '../passthrough/options.js'
import { Persister } from '../persistence/persister.js'
import { addRecords } from '../sandbox-file/add-records.js'
import { toSandboxFile } from '../sandbox-file/format.js'
import { findLanAddresses, isEveryAddress, toUrlHost } from '../server/hosts.js'
import { createFetch } from '../server/in-process.js'
import { version } from '../version.js'
import { createDispatcher, createRefusedWarning, tellUnsent } from '../webhook/dispatcher.js'
import { readSigning } from '../webhook/signing.js'
import { readScripted } from '../worlds/presets.js'
import { openStore, readFixtures, readGivenFile } from '../worlds/read-file.js'
import { createWorldFactory } from '../worlds/world-factory.js'
import { createKeyWarning } from './key-warning.js'
import { type EmulatorOptions, type ListenOptions, toSettings } from './options.js'
import { Scheduler } from './scheduler.js'
import { drawSeed } from './seed.js'
import { createWebLoader } from './web-loader.js'

/** An emulator in this process. As a client it stands for its sandbox `default`. */
export interface Emulator extends SandboxClient {
  /** Answers a request as the server would; an SDK takes it as its `fetch`. */
  readonly fetch: Fetch
  /** Puts the emulator on a port; `url` and `env` name it from then on. */
  listen(options?: ListenOptions): Promise<{ port: number; url: string }>
  /** Finishes what is in flight and lets everything go. Can be called again. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Stands for the emulator where no port is open: a name that no resolver knows (RFC 2606). */
const origin = 'http://telnyx-verify-emulator.invalid'

/**
 * Starts an emulator in this process, without a port.
 *
 * @throws {FileProblem} when fixtures or kept state cannot be used
 * @throws {Unusable} when a scenario, a fault or a test number will not do
 * @throws {LockedError} when another emulator has the data folder
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const {
    wall = Date.now,
    maxSandboxes = 1000,
    validateResponses = false,
    onWarning = (sentence) => console.error(sentence),
  } = options
  const startedSecs = process.uptime()
  const hasFixedIds = options.seed !== undefined
  const seed = hasFixedIds ? String(options.seed) : drawSeed()
  const seedOf = (sandbox: string) => `${seed}/${sandbox}`
  const { webhookPrivateKey: privateKey, standardWebhooks = false } = options
  const signing = await readSigning({ seed: hasFixedIds ? seed : undefined, privateKey, standardWebhooks })
  const settings = toSettings(options, signing.publicKey)
  const allowedHosts = (options.allowedHosts ?? []).map((name) => name.toLowerCase())
  const guard = { allowedHosts, token: options.controlToken }

  const scripted = readScripted(options)
  const passing = readPassthrough(options)
  const { fixtures, fixturesName } = await readFixtures(options.fixtures)
  const worldFactory = createWorldFactory({ seedOf, hasFixedIds, settings, wall, fixtures, fixturesName, scripted })

  const store = options.data === undefined ? undefined : await openStore(options.data, onWarning)
  const persister = store && new Persister(store, onWarning)
  const scheduler = new Scheduler((sandbox) => {
    sandbox.runDue()
    commit(sandbox)?.catch(() => {}) // the persister has said it
  })
  const longPolls = new LongPolls((callback, ms) => {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  })
  const dispatcher = createDispatcher(signing, wall, (sandbox) => {
    commit(sandbox)?.catch(() => {}) // the persister has said it
  })
  const webhookEvents = namesOfEvents(settings.webhooks)
  const counting = new Counting(webhookEvents)
  const warnOfRefused = createRefusedWarning(onWarning)
  const observe = (sandbox: string) => (event: Event) => {
    counting.event(event)
    warnOfRefused(event, sandbox)
    if (event.kind !== 'message' || options.onCode === undefined) return
    const { about, channel } = event.message
    options.onCode({ code: about.code, phoneNumber: about.phoneNumber, channel, sandbox })
  }
  const sandboxes = new Sandboxes({
    limit: maxSandboxes,
    create: (name) => {
      const kept = store?.load(name)
      const makeWorld = worldFactory.fresh(name)
      const { journal: journalCapacity = 1000 } = options
      const post = dispatcher.post.bind(dispatcher)
      const parts = { name, makeWorld, observe: observe(name), post, journalCapacity }
      const sandbox = new Sandbox(kept ? { ...parts, firstWorld: worldFactory.kept(name, kept) } : parts)
      scheduler.schedule(sandbox, true)
      return sandbox
    },
    isBusy: (sandbox) => dispatcher.isBusy(sandbox),
    onDrop: (sandbox) => {
      scheduler.forget(sandbox)
      if (persister) return persister.drop(sandbox)
      onWarning(
        `Sandbox "${sandbox.name}" was dropped: more than ${maxSandboxes} are in use, and it was the one longest unused. Raise maxSandboxes to keep more.`,
      )
      tellUnsent([sandbox], false, onWarning)
    },
  })

  function commit(sandbox: Sandbox, mayChangeAnything = false): Promise<void> | undefined {
    const kept = persister?.commit(sandbox, mayChangeAnything)
    if (persister === undefined) sandbox.takeChanges()
    scheduler.schedule(sandbox, mayChangeAnything)
    return kept
  }
  /** Gives a sandbox another world, and keeps it. */
  const begin = (sandbox: Sandbox, change: () => void) => {
    change()
    persister?.reset(sandbox)
  }

  const lanUrls: string[] = []
  let closing: Promise<void> | undefined
  let passthrough: RunningPassthrough | undefined
  const installation: Installation = {
    version,
    bootId: drawSeed(),
    page: () => ({
      embed_actions: options.embedActions ?? false,
      lan_urls: lanUrls,
      prototype: options.prototype ?? false,
    }),
    uptimeSecs: () => process.uptime() - startedSecs,
    isClosing: () => closing !== undefined,
    wall,
    seedOf,
    longPolls,
    reset: (sandbox) => begin(sandbox, () => sandbox.reset()),
    restore: async (sandbox, file) => {
      const read = await readGivenFile(file, 'the snapshot')
      begin(sandbox, () => sandbox.restore(worldFactory.restored(sandbox.name, read, 'the snapshot')))
    },
    extend: async (sandbox, file) => {
      const added = await readGivenFile(file, 'what was given')
      sandbox.runDue()
      // What is there is looked at only now: a change that came while the file was read shall not be lost.
      const whole = addRecords(toSandboxFile(sandbox.world), added)
      begin(sandbox, () => sandbox.replaceWorld(worldFactory.restored(sandbox.name, whole, 'what was given')))
    },
    sandboxes: () => [...sandboxes.all()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    sandboxCount: () => sandboxes.count,
    deleteSandbox: (sandbox) => {
      sandbox.reset() // whoever waits in it waits on in a fresh one
      persister?.forget(sandbox)
      if (sandbox.isListenedTo) return
      scheduler.forget(sandbox)
      sandboxes.remove(sandbox)
    },
    webhookEvents,
    drain: (sandbox, only) => dispatcher.drain(sandbox, only),
    signWebhook: (event, url) => dispatcher.sign(event, url),
    coverage: () => counting.counts,
    clearCoverage: () => counting.clear(),
    contract: () => passthrough?.report(),
  }
  const requestIds = Random.fromSeed(`${seed}#requests`)
  const createRequestId = () => requestIds.uuid()
  const onFault = (error: unknown) =>
    onWarning(`A fault of the emulator: ${error instanceof Error ? error.stack : error}`)
  const app = createApp({
    sandboxes,
    installation,
    dialect: settings.dialect,
    guard,
    createRequestId,
    commit,
    checkAnswer: validateResponses ? await createAnswerCheck() : undefined,
    onKey: createKeyWarning(onWarning),
    onAnswer: (answer) => counting.answer(answer),
    serveWeb: createWebLoader(() => ({
      prototype: options.prototype ? { ...prototypeAccess(), now: wall } : undefined,
    })),
    onFault,
  })

  // Everything kept is read now, so that what cannot be read stops the start and not a later request.
  try {
    const parts = { settings, wall, seed, installation, guard, createRequestId, onWarning, onFault }
    passthrough = passing && (await import('../passthrough/open.js')).openPassthrough({ passing, ...parts })
    for (const name of store?.names() ?? []) sandboxes.open(name)
    sandboxes.open(defaultSandbox)
  } catch (error) {
    await passthrough?.close()
    store?.close()
    throw error
  }

  function prototypeAccess() {
    const { url, apiKey, profileId } = client
    return { url, apiKey, profileId, fetch }
  }

  const servers: { close: () => Promise<void> }[] = []
  const answer = (request: Request) => passthrough?.fetch(request) ?? app.fetch(request)
  const fetch = createFetch(
    answer,
    () => client.url.replace(/\/v2$/, ''),
    () => closing !== undefined,
  )
  const connectAt = (url: string) => connect({ url, fetch, token: guard.token, publicKey: signing.publicKey })
  let client = connectAt(origin)

  const close = () => {
    closing ??= (async () => {
      longPolls.closeAll()
      await Promise.all(servers.map((server) => server.close()))
      await passthrough?.close()
      scheduler.close()
      await dispatcher.close()
      tellUnsent(sandboxes.all(), persister !== undefined, onWarning)
      persister?.close()
    })()
    return closing
  }

  return {
    ...client,
    fetch,
    get url() {
      return client.url
    },
    get env() {
      return client.env
    },
    sandbox: (name) => client.sandbox(name),

    async listen({ port = 0, host = '127.0.0.1', ownsProcess = false } = {}) {
      const { startServer } = await import('../server/server.js')
      const server = await startServer({
        fetch: (request) => app.fetch(request),
        port,
        host,
        ownsProcess,
        connectionFaultOf,
        answerUnreadable: (error) => answerUnreadable(error, createRequestId()),
        divert: passthrough?.divert,
      })
      servers.push(server)
      if (isEveryAddress(host)) {
        const addresses = await findLanAddresses(host)
        allowedHosts.push(...addresses)
        lanUrls.push(...addresses.map((address) => `http://${toUrlHost(address)}:${server.port}`))
      } else allowedHosts.push(host.toLowerCase())
      client = connectAt(`http://${toUrlHost(host)}:${server.port}`)
      return { port: server.port, url: client.url }
    },

    close,
    [Symbol.asyncDispose]: close,
  }
}
