import fc, { type Arbitrary } from 'fast-check'
import type { Answer, Session } from '../fuzz/session.js'
import { type Shot, tameShot } from '../fuzz/shots.js'

/**
 * Excludes requests that load files or reset the sandbox, because these tests send them on their own. Setting the clock
 * to the wall clock depends on the wall clock, as a run does, and cursors are valid for one life of the sandbox.
 */
const isPlain = ({ operationId, path, body }: Shot) =>
  !/Snapshot|Records|Reset|Journal|StreamEvents|GetSandbox|TakeRun/.test(operationId ?? '') &&
  !body?.includes('"now"') &&
  !path.includes('<cursor')

/** Requests and overrides of all kinds, with occasional pauses of the wall clock. */
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

/** The visible parts of an answer, except the request ID, the name of the sandbox and the offset to the wall clock. */
function seen({ status, headers, text }: Answer): string {
  const lines = [...headers].filter(([name]) => name !== 'x-request-id').map((header) => header.join(': '))
  // A cursor also identifies the life of the sandbox.
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
