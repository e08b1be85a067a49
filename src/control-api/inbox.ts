import { findNextMessage, listMessages } from '../core/inbox.js'
import type { Sandbox } from '../core/sandbox.js'
import { defaultSandbox } from '../core/sandboxes.js'
import { toMessage } from '../wire/message.js'
import type { SandboxLifecycle } from './control-context.js'
import { cursorAt, readSince } from './cursor.js'
import type { ControlTable } from './operation.js'
import { answerList } from './parts.js'
import { ProblemError, throwGone } from './problem.js'
import { readChannel, readNumber, readPhoneNumber, readTimeout, requirePhoneNumber, toWaitText } from './query.js'
import { formatRefused } from './refused-send.js'

export const inbox: ControlTable<'ListMessages' | 'NextMessage', 'longPolls' | 'sandboxes'> = {
  ListMessages: ({ sandbox, query }) => {
    const limit = readNumber(query, 'limit', { byDefault: 100, least: 1, most: 10_000 })
    const filter = { phoneNumber: readPhoneNumber(query), channel: readChannel(query) }
    const found = sandbox.run(({ state }) => listMessages(state, filter, limit))
    return answerList({ cursor: cursorAt(sandbox, sandbox.world.state.sequence) }, 'messages', found, toMessage)
  },

  NextMessage: async ({ sandbox, path, query, longPolls, sandboxes, signal }) => {
    const phoneNumber = requirePhoneNumber(path.phone_number)
    const timeoutMs = readTimeout(query)
    const channel = readChannel(query)
    const since = readSince(sandbox, query.since, sandbox.world.state.sequence)
    const find = () => findNextMessage(sandbox.world.state, phoneNumber, channel, since())
    sandbox.runDue()
    const end = await longPolls.wait(sandbox, find, { timeoutMs, signal, phoneNumber })
    if ('gaveUp' in end && end.gaveUp === 'gone') throwGone()
    if ('found' in end) {
      const message = toMessage(end.found)
      return { body: { message, cursor: cursorAt(sandbox, end.found.sequence) }, text: message.code }
    }
    if (end.gaveUp === 'closing')
      throw new ProblemError(503, 'Shutting down', 'The emulator is shutting down; no further messages will arrive.')
    const detail = `No message ${channel ? `by ${channel} ` : ''}to ${phoneNumber} within ${toWaitText(timeoutMs)}: ${formatArrivals(sandbox, phoneNumber, since())}${formatStray(sandbox, phoneNumber, sandboxes)}${formatRefused(sandbox, phoneNumber)}`
    throw new ProblemError(408, 'No message arrived', detail, {
      cursor: cursorAt(sandbox, sandbox.world.state.sequence),
    })
  },
}

/** Names the messages that did arrive, for a caller whose message did not. */
function formatArrivals(sandbox: Sandbox, phoneNumber: string, since: number | null): string {
  const { state } = sandbox.world
  const own = listMessages(state, { phoneNumber }, 1)[0]
  if (own !== undefined) {
    const remark = since !== null && own.sequence <= since ? 'is not after the given cursor' : `came by ${own.channel}`
    return `the newest message to this number ${remark}.`
  }
  const others = new Set(listMessages(state, {}, 20).map(({ about }) => about.phoneNumber))
  if (others.size === 0) {
    return `nothing has been sent in sandbox "${sandbox.name}". Check that your application uses the API key of this sandbox and the base URL of this emulator.`
  }
  const listed = [...others].slice(0, 3).join(', ')
  return `in sandbox "${sandbox.name}" messages went to ${listed}${others.size > 3 ? ' and others' : ''}, none to ${phoneNumber}.`
}

/** Detects the most common mistake: an application with another key, whose messages go to the sandbox `default`. */
function formatStray({ name }: Sandbox, phoneNumber: string, sandboxes: SandboxLifecycle): string {
  const others = sandboxes.find(defaultSandbox)
  if (name === defaultSandbox || others === undefined) return ''
  if (listMessages(others.world.state, { phoneNumber }, 1).length === 0) return ''
  return ` Sandbox "default" has one. Set your application's API key to the one of this sandbox: sandbox_${name}.`
}
