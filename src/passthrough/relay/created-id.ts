import { decodeJson } from './decode-body.js'
import { effects } from './effects.js'
import type { UpstreamExchange } from './exchange.js'

/** The ID of the profile, template or verification that an exchange created; undefined for other exchanges. */
export function readCreatedId({ asked, response }: UpstreamExchange): string | undefined {
  if (asked.operation === null || response === null || response.status >= 300) return undefined
  const effect = effects[asked.operation.id]
  if (effect !== 'creates' && effect !== 'sends') return undefined
  const body = decodeJson(response.body.bytes, response.headers) as { data?: { id?: unknown } } | undefined
  const id = body?.data?.id
  return typeof id === 'string' ? id : undefined
}
