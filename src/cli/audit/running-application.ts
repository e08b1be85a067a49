import { createServer } from 'node:net'
import { Addresses, type AddressWay, chooseAddressWay } from '../../audit/flow/addresses.js'
import { sendRequest } from '../../audit/flow/http-client.js'
import { CommandError } from '../command-error.js'
import { ApplicationProcess } from '../exec/application.js'
import { endByHangUp, watchTerminal } from '../terminal/hang-up.js'
import { printError } from '../terminal/print.js'

const startTimeoutMs = 60_000
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

interface ApplicationOptions {
  readonly command: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly base: URL
  /** Takes the first signal to end; true if the use of the application then ends by itself. */
  readonly onSignal?: () => boolean
}

/**
 * Starts an application, waits until it answers, and ends it afterwards, even if this process is told to end.
 *
 * @throws {CommandError} 2 if something answers at its base already, or it does not start
 */
export async function withApplication<Result>(
  { command: [command = '', ...args], env, base, onSignal = () => false }: ApplicationOptions,
  use: (application: ApplicationProcess) => Promise<Result>,
): Promise<Result> {
  if (await isAnswering(base))
    throw new CommandError(
      `Something answers at ${base.href} already, so the audit would test that. Stop it, or write the base as http://127.0.0.1:{{port}} for a free port, which the application gets as PORT.`,
      2,
    )
  const application = new ApplicationProcess({
    ...{ command, args, env, startTimeoutMs, address: base.href },
    onWait: printError,
    isReady: () => isAnswering(base),
  })
  const hasLostTerminal = watchTerminal()
  const stop = async (signal: NodeJS.Signals) => {
    if (signal === 'SIGHUP' && hasLostTerminal()) endByHangUp()
    if (onSignal()) {
      process.once(signal, stop)
      return
    }
    await application.stop()
    process.exit(130)
  }
  for (const signal of stopSignals) process.once(signal, stop)
  try {
    await application.start()
    return await use(application)
  } finally {
    for (const signal of stopSignals) process.off(signal, stop)
    await application.stop()
  }
}

/** How visitors get addresses of their own; shared if the application cannot be reached from others, as over IPv6. */
export async function findAddressWay(base: URL, header: string | undefined): Promise<AddressWay> {
  const way = chooseAddressWay(base, header, process.platform)
  return way.kind !== 'socket' || (await isAnswering(base, new Addresses(way).next())) ? way : { kind: 'shared' }
}

/** Whether anything answers at a URL, whatever it says. */
export async function isAnswering(base: URL, localAddress?: string): Promise<boolean> {
  const answer = await sendRequest({
    ...{ url: base, method: 'GET', headers: {}, body: undefined, localAddress },
    timeoutMs: 2000,
  })
  return answer.failure === null
}

/** A port that nothing listens on. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
