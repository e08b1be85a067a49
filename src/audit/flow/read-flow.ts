import { flowValidators } from '../../spec/flow.js'
import type { FlowStep, LoginFlow } from '../../spec/flow-types.js'
import { maxTimerMs, readDuration } from '../../wire/duration.js'
import { FileError } from '../../wire/input-error.js'
import { readPointer } from '../../wire/pointer.js'
import { suggest } from '../../wire/suggest.js'
import type { ValidationError } from '../../wire/validation.js'
import { namesIn } from './template.js'

/** The keys that each part of a flow file knows, for suggestions. */
const keys = {
  flow: [
    ...['base', 'visit', 'start', 'resend', 'check', 'inside', 'phone', 'unknown', 'countries', 'coolDown'],
    ...['patience', 'address', 'webhook', 'env', 'skip'],
  ],
  step: ['method', 'path', 'json', 'form', 'headers', 'capture', 'expect'],
  capture: ['json', 'header', 'cookie', 'html', 'text'],
  expect: ['status', 'text', 'json', 'location'],
} as const

/**
 * Reads the content of a flow file.
 *
 * @param content the parsed YAML or JSON
 * @param name the name of the file, for messages
 * @example
 * ```ts
 * const flow = readFlow(parse(readFileSync('login.yaml', 'utf8')), 'login.yaml')
 * ```
 * @throws {FileError} that names the place and what is expected there
 */
export function readFlow(content: unknown, name: string): LoginFlow {
  const validate = flowValidators.LoginFlow
  if (validate === undefined) throw new Error('the validator of flow files is missing')
  if (!validate(content)) {
    const [error] = [...(validate.errors ?? [])].sort((one, other) => weightOf(one) - weightOf(other))
    throw new FileError(`${name}: ${describeError(error as ValidationError, content)}`)
  }
  const flow = content as LoginFlow
  for (const key of ['coolDown', 'patience'] as const)
    if (flow[key] !== undefined) requireDuration(flow[key], key, name)
  requirePlaces(flow, name)
  return flow
}

/** The errors that say most first: an unknown key explains a missing one, and `oneOf` repeats what its parts say. */
function weightOf({ keyword, instancePath }: ValidationError): number {
  const order = ['additionalProperties', 'required', 'enum', 'pattern', 'type']
  const at = order.indexOf(keyword)
  return (at === -1 ? order.length : at) * 100 - instancePath.split('/').length
}

function describeError({ instancePath, keyword, params }: ValidationError, content: unknown): string {
  const place = instancePath === '' ? '' : ` in ${instancePath.slice(1).replaceAll('/', '.')}`
  const value = JSON.stringify(readPointer(content, instancePath))
  switch (keyword) {
    case 'additionalProperties':
      return `${suggest('key', String(params.additionalProperty), keysAt(instancePath), `Expected one of: ${keysAt(instancePath).join(', ')}.`).replace(/^(Unknown key "[^"]*")\./, `$1${place}.`)}`
    case 'required':
      return `${params.missingProperty} is missing${place}.${hints[String(params.missingProperty)] ?? ''}`
    case 'enum':
      return `${value}${place} must be one of ${(params.allowedValues as string[]).join(', ')}.`
    case 'pattern':
      return `${value}${place} must match ${params.pattern}.`
    case 'type':
      return instancePath === ''
        ? 'the file must contain a mapping of keys, like "base: http://127.0.0.1:3000".'
        : `${value}${place} must be ${describeType(params.type)}.`
    default:
      return `${value}${place} is not valid (${keyword}).`
  }
}

const describeType = (type: unknown) =>
  [type]
    .flat()
    .map((one) => `${/^[aio]/.test(String(one)) ? 'an' : 'a'} ${one === 'object' ? 'object' : one}`)
    .join(' or ')

const hints: Readonly<Record<string, string>> = {
  base: ' Example: base: http://127.0.0.1:3000',
  start: ' Example: start: { path: /login, json: { phone: "{{phone}}" } }',
  check: ' Example: check: { path: /login/code, json: { code: "{{code}}" } }',
  path: ' Example: path: /login',
}

function keysAt(pointer: string): readonly string[] {
  const parts = pointer
    .split('/')
    .slice(1)
    .filter((part) => !/^\d+$/.test(part))
  if (parts.length === 0) return keys.flow
  if (parts.at(-1) === 'expect') return keys.expect
  return parts.at(-2) === 'capture' ? keys.capture : keys.step
}

function requireDuration(value: string | number, key: string, name: string): void {
  try {
    if (readDuration(value) <= maxTimerMs) return
  } catch {
    throw new FileError(`${name}: ${key} must be a duration like 500ms, 2s or 1m, not ${JSON.stringify(value)}.`)
  }
  throw new FileError(`${name}: ${key} must be at most 24d, not ${JSON.stringify(value)}: no timer waits longer.`)
}

/** The places that a flow cannot do without: the number that gets a code, the code, and how to tell that it was right. */
function requirePlaces({ base, visit = [], start, check, inside }: LoginFlow, name: string): void {
  const address = base.replace('{{port}}', '1')
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
    throw new FileError(`${name}: base must be an HTTP URL like http://127.0.0.1:3000, not ${JSON.stringify(base)}.`)
  const mentions = (steps: FlowStep | FlowStep[], place: string) => namesIn(steps).includes(place)
  if (!mentions([visit, start].flat(), 'phone'))
    throw new FileError(`${name}: start must contain "{{phone}}" where the phone number belongs.`)
  if (!mentions(check, 'code')) throw new FileError(`${name}: check must contain "{{code}}" where the code belongs.`)
  if (inside === undefined && [check].flat().at(-1)?.expect === undefined)
    throw new FileError(
      `${name}: the audit cannot tell whether a visitor is in. Add inside, a request that only works after the login, or an expect to check that only the right code meets.`,
    )
}
