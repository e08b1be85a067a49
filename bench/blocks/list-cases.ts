import { type BlockCase, items } from './block-case.js'
import type { WatchedServer } from './watched-server.js'

const unused = '+13125550100'

/** Long lists that are searched or shown. */
export const listCases: readonly BlockCase[] = [
  {
    name: (scale) => `an assertion that finds nothing among ${items(scale)} requests`,
    args: ({ scale }) => ['--journal', String(scale.blockItems * 4)],
    prepare: async (server, { scale }) => {
      await server.create(scale.blockItems)
      const body = { operation: 'CreateVerificationSms', match: { phone_number: unused } }
      return () => server.call('POST', '/journal/assert', body, { expected: 422 })
    },
  },
  {
    name: (scale) => `a number that is in none of the entries of ${items(scale)} requests`,
    args: ({ scale }) => ['--journal', String(scale.blockItems * 4)],
    prepare: async (server, { scale }) => {
      await server.create(scale.blockItems)
      return () => server.call('GET', `/journal?phone_number=${encodeURIComponent(unused)}`)
    },
  },
  {
    name: (scale) => `listing ${items(scale)} pending webhooks, and a snapshot with them`,
    prepare: async (server, { scale }) => {
      await server.delayWebhooks('1h')
      await server.create(scale.blockItems / 2)
      return async () => {
        await server.call('GET', `/webhooks?limit=${scale.blockItems}`)
        await server.call('GET', '/snapshot')
      }
    },
  },
  {
    name: ({ blockSandboxes }) => `listing ${blockSandboxes / 1000} k sandboxes, and deleting one`,
    args: ({ scale }) => ['--max-sandboxes', String(scale.blockSandboxes + 1)],
    prepare: async (server, { scale }) => {
      await openSandboxes(server, scale.blockSandboxes)
      return async () => {
        await server.call('GET', '/sandboxes')
        await server.call('DELETE', '/sandboxes/s17')
      }
    },
  },
]

async function openSandboxes(server: WatchedServer, count: number): Promise<void> {
  for (let first = 0; first < count; first += 50) {
    const names = Array.from({ length: 50 }, (_, index) => `s${first + index}`)
    await Promise.all(names.map((name) => server.call('POST', `/reset?sandbox=${name}`)))
  }
}
