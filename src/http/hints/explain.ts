import { Refusal } from '../../core/errors.js'
import { readPointer } from '../../wire/pointer.js'
import type { Call } from '../call.js'
import { sentPathOf } from '../target.js'
import { improveHint } from './hint.js'
import { explainCode, explainField } from './values.js'

/** A refusal with another hint. */
export function withHint({ reasons, status, rule, hint: usual }: Refusal, hint: string): Refusal {
  return new Refusal(reasons, { status, rule: rule ?? undefined, hint: hint === '' ? usual : hint })
}

/** The hint of a refusal, with what is wrong with the values of the request by their shape. */
export function explainRefusal(
  { hint, reasons, status, rule }: Refusal,
  { method, target }: Call,
  bodyText: string | null,
): string {
  if (rule === null || (status !== 400 && status !== 404 && status !== 422)) return hint
  const { source } = reasons[0]
  const body = parseQuietly(bodyText)
  if (source !== undefined && 'pointer' in source) {
    const name = source.pointer
      .replace(/\/\d+$/, '')
      .split('/')
      .at(-1) as string
    const value = readPointer(body, source.pointer)
    const explained = /code$/.test(name) ? explainCode(value) : explainField(name, value)
    return explained === undefined ? hint : `${explained}; ${hint}`
  }
  if (status === 422 || (status === 400 && source === undefined)) return hint
  return improveHint({ method, path: sentPathOf(target), body }, hint)
}

/** The value of a JSON text; undefined if it is none. */
export function parseQuietly(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
