/** Keeps the page in step with the emulator: reads what is there, follows the event stream, and connects again. */
import { batch } from '@preact/signals'
import { ControlError } from '../../../client/errors.js'
import { fromWire } from '../../../client/wire-case.js'
import { type Connection, controlPath, sendRequest } from '../api/call.js'
import { readClock, readInbox, readInfo, readJournal, readWebhooks } from '../api/read.js'
import { EventParser, type StreamEvent } from '../api/sse.js'
import type { Entry } from '../api/types.js'
import {
  changes,
  connection,
  info,
  isReplay,
  link,
  linkError,
  peekRecords,
  recordVersion,
  replaceRecords,
  takeClock,
  webhooks,
} from './app.js'
import { announceMessages } from './arrivals.js'
import { createFrameQueue } from './frames.js'
import { Records } from './records.js'

const longestPauseMs = 400

let abort = new AbortController()
/** Which process of the emulator was read last. */
let boot = ''
/** Entries are held back until what was there before them has been read. */
let isLoading = false
let heldBack: Entry[] = []

/** Follows the sandbox of the connection from the beginning. */
export function startStream(): void {
  abort.abort()
  abort = new AbortController()
  boot = ''
  replaceRecords(new Records())
  link.value = 'connecting'
  void run(connection.value, abort.signal)
}

async function run(target: Connection, signal: AbortSignal): Promise<void> {
  for (let pause = 100; !signal.aborted; pause = Math.min(pause * 2, longestPauseMs)) {
    try {
      await follow(target, signal, () => {
        pause = 100
      })
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof ControlError && error.status === 401) {
        link.value = 'token'
        return
      }
      linkError.value = error instanceof ControlError ? error.message : ''
    }
    if (signal.aborted) return
    link.value = 'offline'
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}

/** Reads one stream to its end. */
async function follow(target: Connection, signal: AbortSignal, onOpen: () => void): Promise<void> {
  const { cursor } = peekRecords()
  const query = { details: 'true', codes: 'shown', ...(cursor !== '' && boot !== '' && { since: cursor, boot }) }
  const path = controlPath('/events', target.sandbox, query)
  const response = await sendRequest(target, { method: 'GET', path }, signal)
  onOpen()
  isLoading = false
  heldBack = []
  if (!response.body) return
  const parser = new EventParser()
  const decoder = new TextDecoder()
  const reader = response.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    for (const event of parser.push(decoder.decode(value, { stream: true }))) take(event, target, signal)
  }
}

function take({ name, data }: StreamEvent, target: Connection, signal: AbortSignal): void {
  // Entries were missed: read them again from the last cursor, over a new connection.
  if (name === 'overflow') throw new Error('the page was too slow for the stream')
  const told = JSON.parse(data)
  if (name === 'ready') {
    const { resumed, boot: current, replay } = told as { resumed: boolean; boot: string; replay?: true }
    isReplay.value = replay === true
    const goesOn = resumed && boot === current
    boot = current
    if (goesOn) link.value = 'live'
    else void load(target, signal)
  } else if (name === 'clock') takeClock(fromWire('ClockAnswer', told))
  else if (name === 'reset') void load(target, signal)
  else if (name === 'change') takeChange((told as { operation: string }).operation, target, signal)
  else if (isLoading) heldBack.push(fromWire('JournalEntry', told))
  else enqueue(fromWire('JournalEntry', told))
}

/** Reads what is there and puts it in place of what the page knew, at once, so that nothing flickers. */
async function load(target: Connection, signal: AbortSignal): Promise<void> {
  isLoading = true
  heldBack = []
  try {
    const [about, journal, messages, time, deliveries] = await Promise.all([
      readInfo(target),
      readJournal(target),
      readInbox(target),
      readClock(target),
      readWebhooks(target),
    ])
    if (signal.aborted) return
    const next = new Records()
    next.load(messages, journal.entries)
    if (next.cursor === '') next.cursor = journal.cursor
    for (const entry of heldBack) next.apply(entry)
    isLoading = false
    heldBack = []
    batch(() => {
      info.value = about
      webhooks.value = deliveries
      takeClock(time)
      replaceRecords(next)
      link.value = 'live'
    })
  } catch (error) {
    isLoading = false
    if (!signal.aborted) {
      linkError.value = (error as Error).message
      abort.abort()
      setTimeout(startStream, longestPauseMs)
    }
  }
}

const enqueue = createFrameQueue<Entry>((entries) => {
  const records = peekRecords()
  const arrived = entries.flatMap((entry) => records.apply(entry) ?? [])
  if (arrived.length > 0) announceMessages(arrived)
  recordVersion.value++
  if (entries.some(({ kind }) => kind === 'webhook')) refreshWebhooks()
  refreshClock()
})

/** Calls a function at most once in a while, and once more for what came meanwhile. */
function throttle(ms: number, call: () => Promise<void>): () => void {
  let isWaiting = false
  return () => {
    if (isWaiting) return
    isWaiting = true
    setTimeout(() => {
      isWaiting = false
      call().catch(() => {}) // the stream notices that the emulator is gone
    }, ms)
  }
}

function takeChange(operation: string, target: Connection, signal: AbortSignal): void {
  if (operation === 'ClearJournal') void load(target, signal)
  else noteChange()
}

const noteChange = throttle(100, async () => {
  changes.value++
  webhooks.value = await readWebhooks(connection.value)
})

export const refreshWebhooks = throttle(200, async () => {
  webhooks.value = await readWebhooks(connection.value)
})

export const refreshClock = throttle(250, async () => {
  takeClock(await readClock(connection.value))
})
