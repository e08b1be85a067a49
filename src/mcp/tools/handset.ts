/** The handset as an MCP App (SEP-1865): a tool that opens it, and one that only the app calls to follow the emulator. */
import { readJson } from '../../client/call.js'
import { readNamedEvents } from '../../client/events.js'
import { InputError } from '../../wire/input-error.js'
import { handsetUri } from '../resources/handset.js'
import type { JsonSchema } from '../schema/json-schema.js'
import { readsOnly, type Tool, type ToolAnswer, type ToolRequest } from './tool.js'

const phoneNumber: JsonSchema = {
  type: 'string',
  description: 'Phone number in E.164; without it the phone with the newest message',
  examples: ['+13035551234'],
}

/** What both tools answer. */
const handsetSchema: JsonSchema = {
  type: 'object',
  properties: {
    sandbox: { type: 'string', description: 'Name of the sandbox' },
    phone_number: { type: 'string', description: 'The phone that is shown, if one was named' },
    url: { type: 'string', description: 'The page of the handset, for a browser' },
    boot: { type: 'string', description: 'Which process of the emulator answered' },
    cursor: { type: 'string', description: 'Pass it as `since` to wait for what comes next' },
    clock: { $ref: '#/components/schemas/ClockAnswer' },
    messages: {
      type: 'array',
      items: { $ref: '#/components/schemas/Message' },
      description: 'Messages on the phone, newest first',
    },
  },
  required: ['sandbox', 'boot', 'cursor', 'clock', 'messages'],
}

export const openHandset: Tool = {
  name: 'open_handset',
  title: 'Open the handset',
  description: [
    'Shows a person the phone that receives the codes, live, in this conversation, if the client shows MCP Apps; otherwise give them `url` to open.',
    'Returns the newest messages, too, but to wait for a code call `read_code`.',
  ].join(' '),
  own: { phone_number: phoneNumber },
  hints: readsOnly,
  meta: { ui: { resourceUri: handsetUri } },
  output: () => handsetSchema,
  run: async (request) => {
    const { boot } = await waitForChange(request, {}, 0)
    const { sandbox } = (await readJson(
      await request.call('GET', '/_emulator', { query: { sandbox: request.sandbox } }),
    )) as { sandbox: string }
    return showHandset({ ...request, sandbox }, boot, 10)
  },
}

/** The longest that a call of the app waits for a change: less than the time that hosts give a tool. Seconds. */
const longestWaitSecs = 50

export const readHandset: Tool = {
  name: 'read_handset',
  title: 'Follow the handset',
  description: 'For the handset app, which calls it again and again. An agent calls `read_code` or `list_messages`.',
  isForApp: true,
  own: {
    phone_number: phoneNumber,
    since: { type: 'string', description: 'The `cursor` of the last answer; without it nothing is waited for' },
    boot: { type: 'string', description: 'The `boot` of the last answer' },
    wait_secs: {
      type: 'number',
      minimum: 0,
      maximum: longestWaitSecs,
      default: 20,
      description: 'How long to wait for a change',
    },
  },
  hints: readsOnly,
  meta: { ui: { resourceUri: handsetUri, visibility: ['app'] } },
  output: () => handsetSchema,
  run: async (request) => {
    const { since, boot, wait_secs = 20 } = request.arguments
    if (typeof wait_secs !== 'number' || !(wait_secs >= 0 && wait_secs <= longestWaitSecs))
      throw new InputError(`wait_secs must be a number from 0 to ${longestWaitSecs}, not ${JSON.stringify(wait_secs)}.`)
    const current = await waitForChange(request, { since, boot }, since === undefined ? 0 : wait_secs * 1000)
    return showHandset(request, current.boot, 50)
  },
}

/** What the phone shows now. The cursor is read first, so that what happens meanwhile counts as a change. */
async function showHandset(request: ToolRequest, boot: string, limit: number): Promise<ToolAnswer> {
  const { sandbox, origin, call } = request
  const { phone_number } = request.arguments
  const read = async (path: string, query: object) =>
    (await readJson(await call('GET', path, { query: { sandbox, ...query } }))) as Record<string, unknown>
  const { cursor } = await read('/_emulator/journal', { limit: 1 })
  const [clock, { messages }] = await Promise.all([
    read('/_emulator/clock', {}),
    read('/_emulator/inbox', { phone_number, limit }),
  ])
  const search = new URLSearchParams({
    ...(sandbox !== undefined && { sandbox }),
    ...(phone_number !== undefined && { number: String(phone_number) }),
  })
  const url = origin === undefined ? {} : { url: `${origin}/?${search}` }
  const count = (messages as readonly unknown[]).length
  return {
    summary: `The handset has ${count === 1 ? '1 message' : `${count} messages`}.`,
    content: { sandbox, ...(phone_number !== undefined && { phone_number }), ...url, boot, cursor, clock, messages },
  }
}

/**
 * Waits until something has happened in the sandbox since a cursor of its journal, or until the time is over.
 *
 * @returns which process of the emulator answered; a cursor of another one is out of date
 */
async function waitForChange(
  { call, sandbox, signal }: ToolRequest,
  place: { readonly since?: unknown; readonly boot?: unknown },
  waitMs: number,
): Promise<{ readonly boot: string }> {
  const late = AbortSignal.timeout(Math.max(waitMs, 1))
  const query = { sandbox, details: true, ...place }
  // With nothing to wait for, only the first event is read, which comes at once.
  const until = waitMs === 0 ? signal : AbortSignal.any([signal, late])
  let boot = ''
  try {
    const response = await call('GET', '/_emulator/events', { query, signal: until })
    for await (const { event, data } of readNamedEvents(response)) {
      if (event !== 'ready') break
      const ready = JSON.parse(data) as { cursor: string; resumed: boolean; boot: string }
      boot = ready.boot
      const isCurrent = ready.resumed && ready.cursor === place.since && ready.boot === (place.boot ?? ready.boot)
      if (waitMs === 0 || !isCurrent) break
    }
  } catch (error) {
    if (signal.aborted || !late.aborted) throw error
  }
  return { boot: boot || String(place.boot ?? '') }
}
