/** Redacts a body of 1 MiB with a new redactor. Argument: a case of `bench/bodies.ts`. Prints a Redaction. */
import { Redactor } from '../../src/recording/redactor.js'
import { type BodyName, bodies } from '../bodies.js'

/** The processor time, user and system, of redacting one body. Milliseconds. */
export interface Redaction {
  readonly totalMs: number
  /** The longest piece of the work without a place to stop. */
  readonly longestMs: number
}

function processorMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const body = bodies[process.argv[2] as BodyName].make()
const redactor = new Redactor({
  standInForNumber: () => '+13125550100',
  standInForCode: (code) => '*'.repeat(code.length),
  standInsForNames: new Map(),
  keys: ['KEY0123456789abcdefABCDEF_1234567890'],
})
redactor.learn({
  method: 'POST',
  url: 'https://api.telnyx.com/v2/verify_profiles',
  startedAt: 0,
  waitMs: 1,
  receiveMs: 1,
  request: { httpVersion: '1.1', headers: [], body: { size: 0 } },
  answer: null,
})
const work = redactor.bodyInSteps(body, 'answer')
const start = processorMs()
let longestMs = 0
for (let last = start, isDone = false; !isDone; ) {
  isDone = work.next().done === true
  const now = processorMs()
  longestMs = Math.max(longestMs, now - last)
  last = now
}
const redaction: Redaction = { totalMs: processorMs() - start, longestMs }
process.stdout.write(JSON.stringify(redaction))
