import type { AnswerCall } from '../http/answer.js'
import { answerUnreadable } from '../http/vendor-response.js'
import type { RunningPassthrough } from '../passthrough/open.js'
import type { ListenerOptions, RequestListener } from '../server/node/listener.js'
import type { RunningServer, ServerOptions } from '../server/server.js'

export interface PortsParts {
  readonly answer: AnswerCall
  readonly createRequestId: () => string
  readonly passthrough: RunningPassthrough | undefined
  readonly onBug: (error: unknown) => void
}

/** The ports that an emulator listens on. */
export class Ports {
  readonly #servers: RunningServer[] = []

  constructor(private readonly parts: PortsParts) {}

  /** Opens a port. The server is loaded on demand, because most tests do not need it. @throws the system's error */
  async open(address: Pick<ServerOptions, 'port' | 'host' | 'tls'>): Promise<RunningServer> {
    const { startServer } = await import('../server/server.js')
    const server = await startServer({ ...address, ...this.#listenerOptions() })
    this.#servers.push(server)
    return server
  }

  /** The function that answers requests of another server, as those on a port. */
  async createListener(): Promise<RequestListener> {
    const { createListener } = await import('../server/node/listener.js')
    return createListener(this.#listenerOptions())
  }

  #listenerOptions(): ListenerOptions {
    const { answer, createRequestId, passthrough, onBug } = this.parts
    return {
      answer,
      onBug,
      answerUnreadable: (error) => answerUnreadable(error, createRequestId()),
      divert: passthrough?.divert,
    }
  }

  /** Finishes the requests in flight and closes all ports. */
  async close(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.close()))
  }
}
