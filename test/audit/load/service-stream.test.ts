import { expect, test } from 'vitest'
import { ServiceStream } from '../../../src/audit/load/service-stream.js'
import type { SandboxClient } from '../../../src/client/connect.js'
import { ConnectionError } from '../../../src/client/errors.js'
import type { JournalEntry } from '../../../src/client/types.js'

const phoneNumber = '+13035551234'
const request = (cursor: string, more: Partial<JournalEntry> = {}) =>
  ({
    ...{ cursor, kind: 'request', at: '1970-01-01T00:00:05.000Z', phoneNumber, operation: 'CreateVerificationSms' },
    ...{ status: 200, workMs: 2, tookMs: 150, ...more },
  }) as JournalEntry
const message = (cursor: string, code: string) =>
  ({ cursor, kind: 'message', phoneNumber, message: { code } }) as unknown as JournalEntry

/** A journal whose streams are given, one for each time that it is followed. */
function useJournal(streams: readonly (readonly (JournalEntry | Error)[])[]) {
  const asked: (string | undefined)[] = []
  const journal = {
    list: async () => ({ cursor: '0-0' }),
    async *follow({ since }: { since?: string } = {}) {
      asked.push(since)
      for (const item of streams[asked.length - 1] ?? []) {
        if (item instanceof Error) throw item
        yield item
      }
    },
  } as unknown as SandboxClient['journal']
  let failure: Error | undefined
  const failed = new Promise<void>((resolve) => {
    const onFailure = (error: Error) => {
      failure = error
      resolve()
    }
    stream = new ServiceStream({ emulator: { journal }, now: () => 7, offsetMs: 1000, onFailure })
  })
  return { stream: stream as ServiceStream, asked, failed, failure: () => failure?.message }
}
let stream: ServiceStream | undefined

test('a reader that was too slow goes on from its last entry, so that no code is lost', async () => {
  const slow = new ConnectionError('2 events were not read in time and dropped.', 'reader_too_slow')
  const streams = [[message('0-1', '11111'), slow], [message('0-2', '22222')]]
  const { stream, asked, failed, failure } = useJournal(streams)
  await stream.open()
  expect(await stream.nextCode(phoneNumber, 0, 60_000)).toEqual({ code: '11111', at: 7 })
  expect(await stream.nextCode(phoneNumber, 1, 60_000)).toEqual({ code: '22222', at: 7 })
  await failed
  expect(asked).toEqual(['0-0', '0-1'])
  expect(failure()).toBe('The emulator has ended the stream of its events.')
})

test('a request is placed on the stopwatch by when it was ready, the work on it, and its latency', async () => {
  const { stream, failed } = useJournal([
    [request('0-1'), request('0-2', { operation: null }), request('0-3', { phoneNumber: null })],
  ])
  await stream.open()
  await failed
  // Ready at 5000 to 5001 of the sandbox, which is 1000 ahead; it had arrived 2 before, and left 150 after that.
  const placed = { operation: 'CreateVerificationSms', status: 200, tookMs: 150, from: 3998.5, to: 4148.5 }
  expect([...stream.requests]).toEqual([
    [phoneNumber, [placed]],
    ['', [placed]],
  ])
})

test('entries without times, from before the stream was opened, are left out', async () => {
  const { workMs: _work, tookMs: _took, ...untimed } = request('0-1')
  const { stream, failed } = useJournal([[untimed]])
  await stream.open()
  await failed
  expect(stream.requests.size).toBe(0)
})
