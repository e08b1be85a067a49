import { findValue, type RawHeaders } from './headers.js'
import type { Asked } from './request-target.js'

/** What is to be judged before it goes out. */
export interface Sending {
  readonly asked: Asked
  readonly headers: RawHeaders
  /** Null where it was too long to be read. */
  readonly body: Buffer | null
}

/**
 * The number that a request would send a code to, if there can be no two opinions about that: whatever the upstream
 * might read in another way than we do is no such request.
 *
 * @returns the number, or why it cannot be told
 */
export function readRecipient({ asked, headers, body }: Sending): { number: string } | { doubt: string } {
  if (asked.query !== '') return { doubt: 'it has a query, which no such request needs' }
  if (body === null) return { doubt: 'its body is larger than 1 MiB' }
  if (findValue(headers, 'content-encoding') !== undefined) return { doubt: 'its body is compressed' }
  const type = findValue(headers, 'content-type') ?? ''
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type))
    return { doubt: 'its Content-Type is not application/json' }
  const text = decodeUtf8(body)
  const fields = text === null ? undefined : parse(text)
  if (text === null || typeof fields !== 'object' || fields === null || Array.isArray(fields))
    return { doubt: 'its body is no JSON object' }
  const { phone_number: number } = fields as Record<string, unknown>
  if (typeof number !== 'string') return { doubt: 'its body has no phone_number' }
  return countKeys(text, 'phone_number') === 1 ? { number } : { doubt: 'its body has phone_number more than once' }
}

function decodeUtf8(body: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    return null
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** How often a key stands in a JSON text, at any depth and in any case: parsers differ in which of several they take. */
function countKeys(text: string, key: string): number {
  const keys = text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?/g)
  return [...keys].filter(
    ([, string = '', colon]) => colon !== undefined && (JSON.parse(string) as string).toLowerCase() === key,
  ).length
}
