import { readsOnly, type Tool } from './tool.js'

export const readCode: Tool = {
  name: 'read_code',
  title: 'Read a code',
  description: [
    'Returns the one-time code that a phone received, waiting for it if necessary.',
    'Call it after or before the application sends: without `since` it returns the newest message that is there, or else the first to arrive.',
    'After a resend pass the `cursor` of the last answer as `since`, or you get the old code again.',
    'A code is answered once: after it was accepted, a second check is 404. The API of the vendor never returns codes, so do not look for one there.',
    'Keep `timeout` below the limit of your client, which often is 60s.',
  ].join(' '),
  operation: 'NextMessage',
  hints: readsOnly,
  summarize: ({ message }: { message: { code: string; channel: string; status: string | null } }) =>
    `The code is ${/^\d+$/.test(message.code) ? message.code : 'below'}. It came by ${message.channel}; its verification is ${message.status ?? 'one of a verified number'}.`,
}

export const listMessages: Tool = {
  name: 'list_messages',
  title: 'List messages',
  description: [
    'Lists the messages that phones received, newest first, with their codes and the state of their verifications.',
    'An empty list usually means that the application sent to another sandbox, another emulator or the real service, or that its request was refused: look with `journal` and `explain`.',
  ].join(' '),
  operation: 'ListMessages',
  defaults: { limit: 10 },
  hints: readsOnly,
  summarize: ({ messages }: { messages: readonly unknown[] }) =>
    messages.length === 0
      ? 'No message has arrived. If one should have, look at the requests with `journal` and `explain`.'
      : `${messages.length} ${messages.length === 1 ? 'message' : 'messages'}, newest first.`,
}
