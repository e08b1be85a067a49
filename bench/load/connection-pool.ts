import { Connection } from './connection.js'

/** The time after which idle connections are opened anew: servers close them after 5 seconds. Milliseconds. */
const maxIdleMs = 2500

/** The open connections to each port, which jobs use one after the other. */
export class ConnectionPool {
  readonly #byPort = new Map<number, { readonly connections: readonly Connection[]; usedAt: number }>()

  constructor(private readonly now = () => performance.now()) {}

  /** Returns open connections that no job uses. */
  async open(port: number, count: number): Promise<readonly Connection[]> {
    const known = this.#byPort.get(port)
    if (known?.connections.length === count && this.now() - known.usedAt < maxIdleMs) return known.connections
    this.close(port)
    const connections: Connection[] = []
    for (let i = 0; i < count; i++) connections.push(await Connection.open(port))
    this.#byPort.set(port, { connections, usedAt: this.now() })
    return connections
  }

  /** Notes that a job is done with the connections to a port. */
  rest(port: number): void {
    const known = this.#byPort.get(port)
    if (known !== undefined) known.usedAt = this.now()
  }

  close(port: number): void {
    for (const connection of this.#byPort.get(port)?.connections ?? []) connection.close()
    this.#byPort.delete(port)
  }
}
