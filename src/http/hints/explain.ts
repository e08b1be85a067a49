import type { HonoRequest } from 'hono'
import type { Refusal } from '../../core/errors.js'
import { readPointer } from '../../wire/pointer.js'
import { sentPath } from '../request-context.js'
import { improveHint } from './hint.js'
import { explainCode, explainField } from './values.js'

/** Joins hints to one; undefined without any. */
export const joinHints = (hints: readonly (string | undefined)[]) =>
  hints.filter((hint) => hint !== undefined).join('; ') || undefined

/** Explains a code that was not accepted and cannot be one. @param hint of the answer; undefined if it was accepted */
export function explainCheck(hint: string | undefined, body: unknown): string | undefined {
  return hint === undefined ? undefined : explainCode((body as { code?: unknown } | undefined)?.code)
}

/** The hint of a refusal, with what is wrong with the values of the request by their shape. */
export function explainRefusal(
  { hint, reasons, status, rule }: Refusal,
  { method, url }: HonoRequest,
  bodyText: string | null,
): string {
  if (rule === null || (status !== 400 && status !== 404 && status !== 422)) return hint
  const { source } = reasons[0]
  const body = parseQuietly(bodyText)
  if (source !== undefined && 'pointer' in source) {
    const name = source.pointer.slice(source.pointer.lastIndexOf('/') + 1)
    const value = readPointer(body, source.pointer)
    const explained = /code$/.test(name) ? explainCode(value) : explainField(name, value)
    return explained === undefined ? hint : `${explained}; ${hint}`
  }
  if (status === 422 || (status === 400 && source === undefined)) return hint
  return improveHint({ method, path: sentPath(url), body }, hint)
}

function parseQuietly(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
