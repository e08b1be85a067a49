import { redacted } from '../recording/redact-url.js'
import { isNestedDeeply } from '../recording/secret-texts.js'
import { bodyTextOf, type RunRequest } from './run-file.js'

/** A request that was asked now, in the form of a run. */
export type Asked = Pick<RunRequest, 'method' | 'path' | 'headers' | 'body' | 'text'>

/**
 * Finds where a request differs from a recorded one: in its method, its path, its query in any order, its body as JSON,
 * or the outcome that it forces. Other headers, and ports of this machine in URLs, differ from run to run and do not
 * count. What was redacted stands for any text.
 *
 * @returns undefined if they are the same
 */
export function findDifference(then: Asked, now: Asked): string | undefined {
  const [thenPath, thenQuery] = splitPath(then.path)
  const [nowPath, nowQuery] = splitPath(now.path)
  if (then.method !== now.method || !isSameText(thenPath, nowPath)) return 'request'
  if (!isSameText(thenQuery, nowQuery)) return `query: then ${thenQuery || 'none'}, now ${nowQuery || 'none'}`
  const [outcome, outcomeNow] = [then.headers['x-emulator-outcome'], now.headers['x-emulator-outcome']]
  if (outcome !== outcomeNow) return `header x-emulator-outcome: then ${outcome ?? 'none'}, now ${outcomeNow ?? 'none'}`
  return findBodyDifference(toJson(then), toJson(now), '')
}

/** Whether a recorded answer is given again, byte for byte, but for what was redacted. */
export function isSameText(then: string, now: string): boolean {
  const [a, b] = [withoutPorts(then), withoutPorts(now)]
  if (a === b) return true
  if (!a.includes(redacted)) return false
  const parts = a.split(redacted).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^]*?')}$`).test(b)
}

/** A request as people write it: `POST /verifications/sms for +13035551234`. */
export function describeRequest({ method, path, body }: Asked): string {
  const { phone_number } = (body ?? {}) as { readonly phone_number?: unknown }
  const isNamed = typeof phone_number === 'string' && phone_number.length < 40
  return `${method} ${path.replace(/^\/v2(?=\/)/, '')}${isNamed ? ` for ${phone_number}` : ''}`
}

function splitPath(path: string): [string, string] {
  const [, plain = '', query = ''] = /^([^?]*)\??(.*)$/s.exec(path) ?? []
  return [
    decode(plain),
    [...new URLSearchParams(query)]
      .map((pair) => pair.join('='))
      .sort()
      .join('&'),
  ]
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/**
 * The body as JSON; as text if it is none. Both sides are brought to one form: a redacted body was written anew, in which
 * -0 is 0, and a number that is too large is null.
 */
function toJson(request: Asked): unknown {
  const text = bodyTextOf(request)
  try {
    if (isNestedDeeply(text)) return text
    return text === '' ? undefined : JSON.parse(JSON.stringify(JSON.parse(text)))
  } catch {
    return text
  }
}

function findBodyDifference(then: unknown, now: unknown, place: string): string | undefined {
  const name = `body${place && ` ${place}`}`
  if (typeof then === 'string' && typeof now === 'string')
    return isSameText(then, now) ? undefined : `${name}: then ${show(then)}, now ${show(now)}`
  if (typeof then !== 'object' || then === null || typeof now !== 'object' || now === null)
    return Object.is(then, now) || then === redacted ? undefined : `${name}: then ${show(then)}, now ${show(now)}`
  if (Array.isArray(then) !== Array.isArray(now)) return `${name}: then ${show(then)}, now ${show(now)}`
  const [a, b] = [then as Record<string, unknown>, now as Record<string, unknown>]
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    if (key.includes(redacted)) continue
    if (!Object.hasOwn(a, key) && Object.keys(a).some((other) => other.includes(redacted))) continue
    const difference = findBodyDifference(memberOf(a, key), memberOf(b, key), `${place}/${key}`)
    if (difference !== undefined) return difference
  }
  return undefined
}

/** A member that an object has itself: a body may have one that is called like a part of every object. */
const memberOf = (object: Readonly<Record<string, unknown>>, key: string) =>
  Object.hasOwn(object, key) ? object[key] : undefined

const show = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80))

/** The port of an application under test differs in each run. */
const withoutPorts = (text: string) => text.replaceAll(/(https?:\/\/(?:localhost|127(?:\.\d+){3}|\[::1\])):\d+/gi, '$1')
