import fc, { type Arbitrary } from 'fast-check'
import type { Answer, Session } from '../fuzz/session.js'
import { type Shot, tameShot } from '../fuzz/shots.js'

/**
 * What changes the sandbox by a file, or begins it anew, is done by these tests themselves. What puts the clock to the
 * wall's is not the same where the wall clock stands elsewhere, and cursors are of one life.
 */
const isPlain = ({ operationId, path, body }: Shot) =>
  !/Snapshot|Records|Reset|Journal|StreamEvents|GetSandbox/.test(operationId ?? '') &&
  !body?.includes('"now"') &&
  !path.includes('<cursor')

/** Requests and overrides of all kinds; now and then the wall clock goes on. */
export const traffic = (maxLength: number): Arbitrary<Shot[]> =>
  fc.array(
    fc
      .tuple(
        tameShot.filter(isPlain),
        fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.constantFrom(1, 1000, 60_000, 300_000)),
      )
      .map(([shot, pauseMs]) => ({ ...shot, pauseMs })),
    { minLength: 1, maxLength, size: 'max' },
  )

/** All that a client can see of an answer, apart from the id of its request, the sandbox's name and how far the wall clock is away. */
function seen({ status, headers, text }: Answer): string {
  const lines = [...headers].filter(([name]) => name !== 'x-request-id').map((header) => header.join(': '))
  // A cursor names the life of the sandbox too.
  return [status, ...lines, text.replaceAll(/"cursor":"\d+-|"offset_ms":-?[\d.]+|sandbox \\"\w+\\"/g, '')].join('\n')
}

const overrides = { operationId: null, headers: { 'content-type': 'application/json' }, body: undefined, pauseMs: 0 }
export const takeSnapshot: Shot = { ...overrides, method: 'GET', path: '/_emulator/snapshot' }
export const reset: Shot = { ...overrides, method: 'POST', path: '/_emulator/reset' }
export const restore = (body: string): Shot => ({ ...overrides, method: 'PUT', path: '/_emulator/snapshot', body })
export const pass = (pauseMs: number): Shot => ({ ...overrides, method: 'GET', path: '/_emulator/clock', pauseMs })

export async function sendAll(session: Session, shots: readonly Shot[], sandbox: string): Promise<string[]> {
  const answers: string[] = []
  for (const shot of shots) answers.push(seen(await session.send(shot, sandbox)))
  return answers
}
