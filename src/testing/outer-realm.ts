import vm from 'node:vm'
import { connect } from '../client/connect.js'
import type { Emulator } from '../emulator/emulator.js'
import type { EmulatorOptions } from '../emulator/options.js'
import type { Fetch } from '../http/fetch.js'
import type { Surroundings } from './test-emulator.js'
import { createWriteFile } from './write-run-file.js'

/** The part of the package's main entry point that is used here. */
interface Library {
  readonly createEmulator: (options: EmulatorOptions) => Promise<Emulator>
}

/** The globals and modules of Node, as they are outside of a test. */
interface OuterRealm {
  readonly fetch: Fetch
  readonly process: Pick<typeof process, 'pid' | 'getBuiltinModule'>
}

const outer = (): OuterRealm => vm.runInThisContext('({ fetch, process })')

/** The surroundings of Jest's tests. */
export const outerRealm: Surroundings = {
  create: createOutside,
  fetch: (input, init) => outer().fetch(input, init),
  write: (...args) => createWriteFile(outer().process.getBuiltinModule('node:fs'), outer().process.pid)(...args),
}

/**
 * Creates an emulator outside the realm of a Jest test, with Node's own module loader. There it has the globals that the
 * test environment jsdom lacks, Jest's fake timers and module mocks do not reach it, and its code is loaded once per
 * worker instead of once per test file. The client stays in the realm of the test, so that `toStrictEqual` and
 * `instanceof` work with what it returns and throws.
 */
async function createOutside(options: EmulatorOptions): Promise<Emulator> {
  // The process and the modules that a test sees are Jest's.
  const { createRequire } = outer().process.getBuiltinModule('node:module')
  const load = createRequire(import.meta.url)
  const { createEmulator } = load('telnyx-verify-emulator') as Library
  return toInner(await createEmulator(options), options.control?.token)
}

/** The same emulator with a client of this realm, which follows the last opened port. */
function toInner(outer: Emulator, token: string | undefined): Emulator {
  const { fetch } = outer
  const connectNow = () => connect({ url: outer.url, fetch, token, publicKey: outer.env.TELNYX_PUBLIC_KEY })
  let client = connectNow()
  const close = () => outer.close()
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
    listen: async (options) => {
      const { port, url } = await outer.listen(options)
      client = connectNow()
      return { port, url }
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
