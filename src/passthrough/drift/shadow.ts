import type { World } from '../../core/world.js'
import type { RawHeaders } from '../relay/headers.js'
import { toPairs } from '../relay/headers.js'
import type { IdMap } from './id-map.js'

/** A separate sandbox of the emulator that receives the same requests as the upstream, without a network. */
export interface Shadow {
  /** Runs a command in the world of the shadow. */
  run<Result>(command: (world: World) => Result): Result
  answer(request: ShadowRequest): Promise<ShadowAnswer>
}

export interface ShadowRequest {
  readonly method: string
  /** Path and query, beginning with `/v2`. */
  readonly target: string
  readonly headers: [name: string, value: string][]
  readonly body: Buffer | null
}

export interface ShadowAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The headers that the emulator uses. */
const usedHeaders = ['content-type', 'content-encoding', 'accept']

/** A request for the shadow, with the shadow's own IDs and key. */
export function toShadowRequest(
  { method, target }: Pick<ShadowRequest, 'method' | 'target'>,
  headers: RawHeaders,
  body: Buffer,
  ids: IdMap,
): ShadowRequest {
  const lines = toPairs(headers).flatMap(([name, value]): [string, string][] => {
    const lower = name.toLowerCase()
    // The emulator only requires that there is a key (H2).
    if (lower === 'authorization') return [[lower, /^Bearer +\S/i.test(value) ? 'Bearer sandbox_default' : value]]
    return usedHeaders.includes(lower) ? [[lower, value]] : []
  })
  // IDs are ASCII, so bytes read as Latin-1 are preserved.
  const translated = body.length > 0 ? Buffer.from(ids.translate(body.toString('latin1')), 'latin1') : null
  return { method, target: ids.translate(target), headers: lines, body: translated }
}
