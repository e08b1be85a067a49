import { connect, type Socket } from 'node:net'
import { writeRequest } from '../load/requests.js'
import type { Scale } from '../scale.js'
import { ServerProcess } from '../server-process.js'
import { type BlockCase, items, type Setting } from './block-case.js'
import { listCases } from './list-cases.js'
import type { WatchedServer } from './watched-server.js'

const records = ({ blockRecords }: Scale) => `${blockRecords / 1000} k records`
const kept = ({ bench }: Setting) => ['--data', bench.newFolder()]
const restore = (server: WatchedServer, { snapshot }: Setting) => server.call('PUT', '/snapshot', snapshot)

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Long files: taken, restored, added and stored. */
const fileCases: readonly BlockCase[] = [
  {
    name: (scale) => `taking a snapshot of ${records(scale)}`,
    prepare: async (server, setting) => {
      await restore(server, setting)
      return () => server.call('GET', '/snapshot')
    },
  },
  {
    name: (scale) => `restoring ${records(scale)}`,
    prepare: async (server, setting) => () => restore(server, setting),
  },
  {
    name: (scale) => `restoring ${records(scale)} over as many, with --data`,
    args: kept,
    prepare: async (server, setting) => {
      await restore(server, setting)
      return () => restore(server, setting)
    },
  },
  {
    name: (scale) => `adding ${records(scale)}`,
    prepare:
      async (server, { snapshot }) =>
      () =>
        server.call('POST', '/records', snapshot),
  },
  {
    name: (scale) => `adding ${records(scale)}, with --data, while requests change the sandbox`,
    args: kept,
    prepare: async (server, { snapshot }) => {
      await server.create(1000)
      return () => server.createWhile(server.call('POST', '/records', snapshot))
    },
  },
  {
    name: (scale) => `compacting ${records(scale)} with --data`,
    args: kept,
    prepare: async (server, setting) => {
      await restore(server, setting)
      // A long file is compacted at rest only when its log is as long.
      await server.create(Math.round(setting.scale.blockRecords * 1.3))
      return () => sleep(4000 + setting.scale.blockRecords / 100)
    },
  },
  {
    name: (scale) => `creates with ${items(scale)} pending webhooks and --data, and compacting them`,
    args: kept,
    prepare: async (server, { scale }) => {
      await server.delayWebhooks('1h')
      return async () => {
        await server.create(scale.blockItems / 2)
        await sleep(4000)
      }
    },
  },
  {
    name: (scale) => `dropping a sandbox of ${records(scale)} with --data`,
    args: (setting) => [...kept(setting), '--max-sandboxes', '2'],
    prepare: async (server, { snapshot }) => {
      await server.call('PUT', '/snapshot?sandbox=long', snapshot)
      return () => Promise.all(['x', 'y'].map((name) => server.call('POST', `/reset?sandbox=${name}`)))
    },
  },
  {
    name: (scale) => `taking a run with ${records(scale)}`,
    prepare: async (server, setting) => {
      await restore(server, setting)
      return () => server.call('GET', '/run')
    },
  },
]

/** Many items that fall due, wait or end at once. */
const crowdCases: readonly BlockCase[] = [
  {
    name: (scale) => `advancing the clock over ${items(scale)} due items`,
    prepare: async (server, { scale }) => {
      await server.create(scale.blockItems)
      return () => server.call('POST', '/clock/advance', { by: '1h' })
    },
  },
  {
    name: (scale) => `sending ${items(scale)} webhooks that fall due at once`,
    prepare: async (server, { scale, bench }) => {
      const receiver = await ServerProcess.start(bench, [bench.program('receiver')])
      await server.delayWebhooks('1m', `http://127.0.0.1:${receiver.port}/hooks`)
      await server.create(scale.blockItems / 2)
      return async () => {
        await server.call('POST', '/clock/advance', { by: '1m' })
        await receiver.stop()
      }
    },
  },
  {
    name: ({ blockWaiters }) => `${blockWaiters / 1000} k waiting connections that break off at once`,
    // Holds each answer back for longer than the case takes.
    bareArgs: ['600000'],
    isJudgedByBare: true,
    prepare: async (server, { scale }) => {
      const sockets = await waitFor(server.port, scale.blockWaiters)
      return async () => {
        for (const socket of sockets) socket.destroy()
        await sleep(1500)
      }
    },
  },
  {
    name: ({ blockWaiters }) => `a create while ${blockWaiters / 1000} k connections wait for other numbers`,
    bareArgs: ['600000'],
    prepare: async (server, { scale }) => {
      await waitFor(server.port, scale.blockWaiters)
      return () => server.create(100)
    },
  },
  {
    name: ({ blockReaders }) => `creates with ${blockReaders.toLocaleString('en-US')} readers of events`,
    prepare: async (server, { scale }) => {
      await openStreams(server.port, scale.blockReaders)
      return () => server.create(50)
    },
  },
]

/** Indexes that grow past their size. */
const growthCases: readonly BlockCase[] = [
  {
    name: ({ blockGrowth }) => `creating verification ${(blockGrowth / 1e6).toFixed(2)} M`,
    rounds: 1, // a million creates take most of a minute
    prepare: async (server, { scale }) => {
      await server.create(Math.floor(scale.blockGrowth * 0.9))
      return () => server.create(Math.ceil(scale.blockGrowth * 0.1))
    },
  },
]

export const blockCases: readonly BlockCase[] = [...fileCases, ...crowdCases, ...listCases, ...growthCases]

/** Connections that wait for messages that never come. They end with the server. */
function waitFor(port: number, count: number): Promise<Socket[]> {
  return openAll(port, count, (index) => `/_emulator/inbox/+1312${2_000_000 + index}/next?timeout=120s`, false)
}

/** Connections that read events until the server is stopped. */
function openStreams(port: number, count: number): Promise<Socket[]> {
  return openAll(port, count, () => '/_emulator/events', true)
}

/** @param answers whether the server sends something at once */
async function openAll(port: number, count: number, toPath: (index: number) => string, answers: boolean) {
  const sockets: Socket[] = []
  for (let first = 0; first < count; first += 200) {
    const batch = Array.from({ length: Math.min(200, count - first) }, (_, index) =>
      open(port, toPath(first + index), answers),
    )
    sockets.push(...(await Promise.all(batch)))
  }
  await sleep(500)
  return sockets
}

function open(port: number, path: string, answers: boolean): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      socket.write(writeRequest('GET', path), () => {
        if (!answers) resolve(socket)
      })
    })
    socket.on('error', reject) // also when the server is stopped
    socket.on('data', () => resolve(socket))
  })
}
