import { countOf } from '../../wire/count-of.js'
import { adviseAddress, readsOnly, type Tool } from './tool.js'

export const readCode: Tool = {
  name: 'read_code',
  title: 'Read a code',
  description: [
    'Returns the one-time code that a phone received, waiting for it if necessary.',
    'It does not matter whether you call it before or after the application sends: without `since` it returns the newest message that is there, or else the first to arrive.',
    'Trap: after a resend, pass the `cursor` of the last answer as `since`, or you may get the old code.',
    'Trap: a code works once; a second check after it was accepted is 404. The API of the vendor never returns a code, so that an application cannot read it there.',
    'Keep `timeout` below the limit of your client, which often is 60s.',
  ].join(' '),
  operation: 'NextMessage',
  hints: readsOnly,
  summarize: ({ message: { code, channel, status } }: { message: Message }) =>
    `Code ${/^\d+$/.test(code) ? code : 'below'}, by ${channel}. ${status === null ? 'It is for a verified number.' : `Its verification is ${status}.`}`,
}

interface Message {
  readonly code: string
  readonly channel: string
  readonly status: string | null
}

export const listMessages: Tool = {
  name: 'list_messages',
  title: 'List messages',
  description: [
    'Lists the messages that phones received, newest first, with their codes and the state of their verifications.',
    'Trap: an empty list usually means that the application used another API key, and so another sandbox, or another base URL, or that its request was refused. `explain` tells.',
  ].join(' '),
  operation: 'ListMessages',
  defaults: { limit: 10 },
  hints: readsOnly,
  summarize: ({ messages }: { messages: readonly unknown[] }, request) =>
    messages.length === 0
      ? `No message has arrived. ${adviseAddress(request)} If it does, call explain.`
      : `${countOf(messages.length, 'message')}, newest first.`,
}
