import type { World } from '../../core/world.js'
import type { RawHeaders } from '../relay/headers.js'
import { toPairs } from '../relay/headers.js'
import type { Ids } from './id-map.js'

/** A sandbox of the emulator that goes through the same as the upstream, apart from all others and without a network. */
export interface Shadow {
  readonly world: World
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

/** What the emulator looks at; all else is between the client and the upstream. */
const passedOn = ['content-type', 'content-encoding', 'accept']

/** A request as the shadow is to get it: its own ids, its own key. */
export function toShadowRequest(
  { method, target }: Pick<ShadowRequest, 'method' | 'target'>,
  headers: RawHeaders,
  body: Buffer,
  ids: Ids,
): ShadowRequest {
  const lines = toPairs(headers).flatMap(([name, value]): [string, string][] => {
    const lower = name.toLowerCase()
    // Which key it is does not matter to an emulator; whether there is one does (H2).
    if (lower === 'authorization') return [[lower, /^Bearer +\S/i.test(value) ? 'Bearer sandbox_default' : value]]
    return passedOn.includes(lower) ? [[lower, value]] : []
  })
  // Ids are ASCII, so bytes read as Latin-1 come back as they were.
  const translated = body.length > 0 ? Buffer.from(ids.translate(body.toString('latin1')), 'latin1') : null
  return { method, target: ids.translate(target), headers: lines, body: translated }
}
