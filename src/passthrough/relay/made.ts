import { readJson } from './decode-body.js'
import { effects } from './effects.js'
import type { Exchange } from './exchange.js'
import type { Session } from './session.js'

/** Remembers what an exchange has made, so that it may be changed later. */
export function noteMade({ asked, response }: Exchange, session: Session): void {
  if (asked.operation === null || response === null || response.status >= 300) return
  const effect = effects[asked.operation.id]
  if (effect !== 'makes' && effect !== 'sends') return
  const body = readJson(response.body.bytes, response.headers) as { data?: { id?: unknown } } | undefined
  const id = body?.data?.id
  if (typeof id === 'string') session.noteMade(id)
}
