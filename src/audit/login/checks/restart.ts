import { describeAnswer } from '../../flow/answer.js'
import { failed, type LoginCheck, passed } from '../check.js'
import { SkipError } from '../check-errors.js'
import { asvs } from '../references.js'

export const restartChecks = {
  'after-restart': {
    title: 'A restart of the application opens nothing and breaks nothing',
    level: 'l2',
    severity: 'medium',
    asks: 'Restarts the application between the request for a code and its check, then looks at who is in.',
    gain: 'A deployment in the middle of a login shows crashes, or lets pending visitors pass.',
    cure: 'Keep pending logins in a store that outlives the process, or answer an unknown session with “start again”.',
    references: [asvs('16.5.3'), asvs('2.3.1')],
    when: 'alone',
    run: async (scene) => {
      const { application } = scene.context
      if (application === undefined)
        throw new SkipError('A restart requires the audit to start the application: add -- and its command.')
      const phone = scene.newNumber()
      const [pending, passedOnce] = [scene.visitor('pending visitor'), scene.visitor('visitor who was in')]
      const usedPhone = scene.newNumber()
      const used = await scene.startAndRead(passedOnce, usedPhone)
      const copy = scene.copy(passedOnce)
      await passedOnce.check(used)
      const code = await scene.startAndRead(pending, phone)
      await application.restart()
      scene.note('application: restarted')
      if (await pending.isInside()) return failed('After the restart a pending visitor is in without a code.', 'Not in')
      const again = await copy.check(used)
      if (await copy.isInside()) return failed('After the restart a used code was accepted again.', 'Refused')
      const answer = await pending.check(code)
      const wrong = [again, answer].find(({ status, failure }) => status >= 500 || failure !== null)
      if (wrong !== undefined)
        return failed(
          `After the restart a check was answered with ${describeAnswer(wrong)}.`,
          'Accepted, or refused with a clear answer',
        )
      const isIn = await pending.isInside()
      return passed(
        `A code from before the restart was ${isIn ? 'accepted' : 'refused'} with ${describeAnswer(answer)}; a used one was refused.`,
      )
    },
  },
} as const satisfies Readonly<Record<string, LoginCheck>>
