import { SnapshotStore } from './snapshot-store.js'

/** What an MCP server remembers from one request to the next. */
export class ServerState {
  /** The snapshots that agents have taken. */
  readonly snapshots = new SnapshotStore()
  /** Whether an audit runs. Two at a time would meet each other's limits, and find what is not there. */
  isAuditing = false
  readonly #pending = new Set<Promise<unknown>>()

  /** Notes a call of a tool until it ends. @returns the call itself */
  track<Result>(call: Promise<Result>): Promise<Result> {
    this.#pending.add(call)
    const forget = () => void this.#pending.delete(call)
    call.then(forget, forget)
    return call
  }

  /** Is fulfilled when the calls that run now have ended. */
  async whenIdle(): Promise<void> {
    await Promise.allSettled(this.#pending)
  }
}
