import { connect } from '../client/connect.js'
import type { RunningEmulator } from './emulator.js'
import type { ListenOptions } from './listen-options.js'
import type { OpenedEmulator } from './opened-emulator.js'

/** Creates the public emulator: a client that follows the last opened port. */
export function toEmulator(opened: OpenedEmulator): RunningEmulator {
  const { fetch, token, publicKey, reload, addCount, createListener, close, takeRun } = opened
  const connectHere = () => connect({ url: opened.origin, fetch, token, publicKey })
  let client = connectHere()
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
    listen: async (options?: ListenOptions) => {
      const listening = await opened.listen(options)
      client = connectHere()
      return listening
    },
    reload,
    addCount,
    createListener,
    close,
    takeRun,
    [Symbol.asyncDispose]: close,
  }
}
