import { findValue, type RawHeaders } from './headers.js'
import type { RequestTarget } from './request-target.js'

/** What tells the recipient of a request. */
interface GuardedRequest {
  readonly asked: RequestTarget
  readonly headers: RawHeaders
  /** Null if it is too long to be read. */
  readonly body: Buffer | null
}

/**
 * Reads the number that a request would send a code to. Requests that the upstream might parse differently are refused.
 *
 * @returns the number, or why it is uncertain
 */
export function readRecipient({ asked, headers, body }: GuardedRequest): { number: string } | { doubt: string } {
  if (asked.query !== '') return { doubt: 'it has a query, which this operation does not use' }
  if (body === null) return { doubt: 'its body is larger than 1 MiB' }
  if (findValue(headers, 'content-encoding') !== undefined) return { doubt: 'its body is compressed' }
  const type = findValue(headers, 'content-type') ?? ''
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type))
    return { doubt: 'its Content-Type is not application/json' }
  const text = decodeUtf8(body)
  const fields = text === null ? undefined : parseJson(text)
  if (text === null || typeof fields !== 'object' || fields === null || Array.isArray(fields))
    return { doubt: 'its body is not a JSON object' }
  const { phone_number: number } = fields as Record<string, unknown>
  if (typeof number !== 'string') return { doubt: 'its body has no phone_number' }
  return countKeys(text, 'phonenumber') === 1 ? { number } : { doubt: 'its body has phone_number more than once' }
}

function decodeUtf8(body: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    return null
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Counts the keys of a JSON text, at any depth, that have the same letters: parsers treat duplicates differently, and some
 * ignore case, separators, or what comes after a NUL or a bracket.
 */
function countKeys(text: string, letters: string): number {
  const keys = text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?/g)
  return [...keys].filter(([, string = '', colon]) => colon !== undefined && lettersOf(string) === letters).length
}

const lettersOf = (key: string) =>
  (JSON.parse(key) as string)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^a-z]/g, '')
