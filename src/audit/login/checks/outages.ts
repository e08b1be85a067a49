import type { Fault } from '../../../client/types.js'
import { type Answer, describeAnswer } from '../../flow/answer.js'
import { defaultPatienceMs } from '../bounds.js'
import { failed, type LoginCheck, passed } from '../check.js'
import { asvs, mfaCheatSheet } from '../references.js'
import { type Scene, wrongCode } from '../scene.js'

/** What a network and a service in trouble do. SDKs repeat a request after a status; a short pause keeps that fast. */
const troubles: readonly Fault[] = [
  { kind: 'status', status: 503, retryAfter: '1ms' },
  { kind: 'status', status: 429, retryAfter: '1ms' },
  { kind: 'reset', at: 'before' },
  { kind: 'malformed' },
  { kind: 'truncated' },
  { kind: 'wrong-type' },
]

const describeTrouble = ({ kind, status }: Fault) => (status === undefined ? kind : `${kind} ${status}`)

export const outageChecks = {
  'outage-on-start': {
    title: 'During an outage a request for a code gets a clear answer',
    level: 'l2',
    severity: 'medium',
    asks: 'Breaks the service while a visitor asks for a code: 503, 429, a reset, broken JSON, half an answer, another type.',
    gain: 'During an outage users see a crash instead of “try again later”, and a crash may let them pass.',
    cure: 'Catch every error of the request to Telnyx, and tell the visitor that no code could be sent.',
    references: [asvs('16.5.2'), asvs('16.5.3'), mfaCheatSheet],
    when: 'together',
    run: async (scene) => {
      const results = await Promise.all(
        troubles.map(async (fault) => {
          const phone = scene.newNumber()
          const visitor = scene.visitor()
          await scene.breakService(phone, 'start', fault)
          const answer = await scene.start(visitor, phone)
          return { fault, answer, isIn: await visitor.isInside() }
        }),
      )
      return judge(results)
    },
  },

  'outage-on-check': {
    title: 'During an outage no visitor gets in',
    level: 'l2',
    severity: 'high',
    asks: 'Breaks the service in the same ways while a visitor submits a code.',
    gain: 'Whoever waits for an outage, or causes one, gets in without a code.',
    cure: 'Let a visitor in only after an answer that says accepted; every error means no.',
    references: [asvs('16.5.3'), mfaCheatSheet],
    when: 'together',
    run: async (scene) => {
      const results = await Promise.all(
        troubles.map(async (fault) => {
          const { visitor, phone, code } = await begin(scene)
          await scene.breakService(phone, 'check', fault)
          const answer = await visitor.check(code)
          return { fault, answer, isIn: await visitor.isInside() }
        }),
      )
      return judge(results)
    },
  },

  'outage-hang': {
    title: 'The application gives up on a service that does not answer',
    level: 'l2',
    severity: 'low',
    asks: 'Lets the service hang while a visitor asks for a code and while another submits one.',
    gain: 'A slow service takes your application down: each waiting visitor holds a connection and memory.',
    cure: 'Set a timeout on requests to Telnyx: timeout times attempts is what a visitor waits. The SDK waits a minute and retries twice by default; { timeout: 1500, maxRetries: 1 } waits about 3 seconds.',
    limit: `an answer within ${defaultPatienceMs / 1000} seconds, all attempts together (patience in the flow file)`,
    references: [asvs('16.5.2')],
    when: 'together',
    isSlow: true,
    run: async (scene) => {
      const phone = scene.newNumber()
      await scene.breakService(phone, 'start', { kind: 'hang' })
      const waiting = scene.visitor('visitor who starts')
      const { visitor, phone: other, code } = await begin(scene)
      await scene.breakService(other, 'check', { kind: 'hang' })
      const results = await Promise.all([
        scene.start(waiting, phone).then(async (answer) => ({ visitor: waiting, answer })),
        visitor.check(code).then(async (answer) => ({ visitor, answer })),
      ])
      const judged = await Promise.all(
        results.map(async ({ visitor, answer }) => ({
          fault: { kind: 'hang' } as Fault,
          answer,
          isIn: await visitor.isInside(),
        })),
      )
      return judge(judged)
    },
  },
} as const satisfies Readonly<Record<string, LoginCheck>>

async function begin(scene: Scene) {
  const phone = scene.newNumber()
  const visitor = scene.visitor()
  // A wrong code: after some faults the service has accepted the right one, and a repeated request may say so.
  const code = wrongCode(await scene.startAndRead(visitor, phone))
  return { visitor, phone, code }
}

interface Result {
  readonly fault: Fault
  readonly answer: Answer
  readonly isIn: boolean
}

function judge(results: readonly Result[]) {
  const wrong = results.flatMap(({ fault, answer, isIn }) => {
    const name = describeTrouble(fault)
    if (isIn) return [`${name}: the visitor is in`]
    if (answer.failure !== null) return [`${name}: ${describeAnswer(answer)} within ${answer.tookMs} ms`]
    return answer.status === 500 ? [`${name}: the visitor got a 500`] : []
  })
  const expected = 'The visitor is not in, and gets an answer that is not a 500'
  return wrong.length === 0
    ? passed(
        `${results.map(({ fault, answer }) => `${describeTrouble(fault)}: ${answer.status}`).join(', ')}; no visitor was in.`,
      )
    : failed(`${wrong.join('; ')}.`, expected)
}
