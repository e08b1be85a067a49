import fc from 'fast-check'
import { expect, test } from 'vitest'
import { startReplay } from '../../src/emulator/replay-run.js'
import { formatRunFile, parseRunFile, type RunFile } from '../../src/replay/run-file.js'
import { openSession } from '../fuzz/session.js'
import { tameShot } from '../fuzz/shots.js'
import { pass } from '../support/replay.js'

interface Recorded {
  readonly run: RunFile
  readonly sent: readonly { readonly url: string; readonly init: RequestInit; readonly answer: string }[]
}

/** Answers about the process, and streams, which never end. */
const isOfRun = ({ operationId }: { operationId: string | null }) =>
  !/TakeRun|Stream|Listen|Metrics|Health|Readiness|Liveness|Document|ListSandboxes|Coverage/.test(operationId ?? '')

const traffic = (maxLength: number) =>
  fc.array(
    fc
      .tuple(
        tameShot.filter(isOfRun),
        fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.constantFrom(1, 1000, 60_000, 300_000)),
      )
      .map(([shot, pauseMs]) => ({ ...shot, pauseMs })),
    { minLength: 1, maxLength, size: 'max' },
  )

const seen = (status: number, headers: Headers, text: string) =>
  [status, ...[...headers].map((header) => header.join(': ')), text.replaceAll(/"offset_ms":-?[\d.]+/g, '')].join('\n')

async function record(
  shots: Parameters<Awaited<ReturnType<typeof openSession>>['send']>[0][],
  seed?: number,
): Promise<Recorded> {
  await using session = await openSession({ recordRuns: true, seed })
  const sent: Recorded['sent'][number][] = []
  for (const shot of shots) {
    const { status, headers, text, sent: init } = await session.send(shot, 'fuzz')
    const { url, ...rest } = init as RequestInit & { url: string }
    sent.push({ url, init: rest, answer: seen(status, headers, text) })
  }
  const { text } = await session.send({ ...pass(0), path: '/_emulator/run' }, 'fuzz')
  return { run: await parseRunFile(formatRunFile(JSON.parse(text)), 'run'), sent }
}

test('random requests and steering are repeated byte for byte', async () => {
  await fc.assert(
    fc.asyncProperty(traffic(30), fc.constantFrom(1, undefined), async (shots, seed) => {
      const { run, sent } = await record(shots, seed)
      const { emulator, player } = await startReplay(run, { options: { onWarning: () => {} } })
      for (const { url, init, answer } of sent) {
        let now: string
        try {
          const response = await emulator.fetch(url, init)
          now = seen(response.status, response.headers, await response.text())
        } catch {
          now = seen(0, new Headers(), '')
        }
        expect({ url, now }).toEqual({ url, now: answer })
      }
      expect(player.firstDivergence).toBeUndefined()
      expect(player.otherAnswers).toEqual([])
      await emulator.close()
    }),
    { numRuns: Number(process.env.RUNS ?? 30) },
  )
}, 120_000)
