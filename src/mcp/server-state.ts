import { SnapshotStore } from './snapshot-store.js'

/** What an MCP server remembers from one request to the next. */
export class ServerState {
  /** The snapshots that agents have taken. */
  readonly snapshots = new SnapshotStore()
  /** Whether an audit runs. Two at a time would meet each other's limits, and find what is not there. */
  isAuditing = false
}
