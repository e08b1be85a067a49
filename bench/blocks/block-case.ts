import type { Scale } from '../scale.js'
import type { Workbench } from '../workbench.js'
import type { WatchedServer } from './watched-server.js'

/** What a case needs besides its server. */
export interface Setting {
  readonly bench: Workbench
  readonly scale: Scale
  /** A snapshot with `scale.blockRecords` verifications. */
  readonly snapshot: Buffer
}

/** Work that would block the event loop if it were done all at once. */
export interface BlockCase {
  readonly name: (scale: Scale) => string
  /** Further arguments of the command. */
  readonly args?: (setting: Setting) => readonly string[]
  /** The arguments of a bare server that is watched in the same case. */
  readonly bareArgs?: readonly string[]
  /** Whether ours is also to block no longer than the bare server, rather than only shown beside it. */
  readonly isJudgedByBare?: boolean
  /** Fewer rounds than others. */
  readonly rounds?: number
  /** Brings the server into the state in which it is watched. @returns what is watched */
  readonly prepare: (server: WatchedServer, setting: Setting) => Promise<() => Promise<unknown>>
}

/** The number of items that fall due, are searched or listed, in a name. */
export const items = ({ blockItems }: Scale) => `${blockItems / 1000} k`
