import { failed, type LoginCheck, passed } from '../check.js'
import { asvs, wstgMfa } from '../references.js'
import type { ServiceAnswer } from '../service-proxy.js'
import { expireCode } from './codes.js'

/** What the service may answer to a code that it does not accept. */
const refusals = ['rejected', 'expired', 'max_attempts_exceeded'] as const

const json = (body: unknown): Partial<ServiceAnswer> => ({ body: JSON.stringify(body) })

/** Answers with HTTP 200 that say nothing, or a word that no document defines. */
const oddAnswers: Readonly<Record<string, Partial<ServiceAnswer>>> = {
  'an unknown response_code': json({ data: { phone_number: '+13035551234', response_code: 'approved' } }),
  'a response_code that contains the word': json({
    data: { phone_number: '+13035551234', response_code: 'not_accepted' },
  }),
  'no response_code': json({ data: { phone_number: '+13035551234' } }),
  'null as data': json({ data: null }),
  'an empty object': json({}),
  'an empty body': { body: '' },
  'accepted with status 422': {
    status: 422,
    ...json({ errors: [{ code: '10015', title: 'Invalid', detail: 'accepted' }] }),
  },
}

export const answerChecks = {
  'only-accepted': {
    title: 'Only accepted means yes',
    level: 'l1',
    severity: 'high',
    asks: 'Lets the service refuse the right code with each of its words: rejected, expired, max_attempts_exceeded.',
    gain: 'A late or often guessed code still opens the account.',
    cure: 'Compare response_code with accepted, and treat everything else as no. The HTTP status is 200 in all cases.',
    references: [asvs('16.5.3'), wstgMfa],
    when: 'together',
    run: async (scene) => {
      const taken: string[] = []
      for (const outcome of refusals) {
        const phone = scene.newNumber()
        const visitor = scene.visitor()
        const code = await scene.startAndRead(visitor, phone)
        await scene.force(phone, outcome)
        await visitor.check(code)
        if (await visitor.isInside()) taken.push(outcome)
      }
      return taken.length === 0
        ? passed(`${refusals.join(', ')}: all were refused.`)
        : failed(`${taken.join(', ')} let the visitor in.`, 'Only accepted does')
    },
  },

  'unknown-answer': {
    title: 'An unclear answer means no',
    level: 'l2',
    severity: 'high',
    asks: 'Replaces the answer of the service to the right code: an unknown word, no word, an empty body.',
    gain: 'A change at the service, or anyone who can alter its answers, opens every account.',
    cure: 'Compare data.response_code with accepted exactly, and treat everything else as no.',
    references: [asvs('16.5.3'), asvs('2.2.1')],
    when: 'together',
    run: async (scene) => {
      const wrong: string[] = []
      for (const [what, answer] of Object.entries(oddAnswers)) {
        const phone = scene.newNumber()
        const visitor = scene.visitor()
        const code = await scene.startAndRead(visitor, phone)
        const end = scene.bendAnswers(phone, `answers the check with ${what}`, (usual) => ({ ...usual, ...answer }))
        const { status } = await visitor.check(code)
        end()
        if (await visitor.isInside()) wrong.push(`${what}: the visitor is in`)
        else if (status === 500) wrong.push(`${what}: the visitor got a 500`)
      }
      return wrong.length === 0
        ? passed(`${Object.keys(oddAnswers).length} odd answers let no visitor in.`)
        : failed(`${wrong.join('; ')}.`, 'No visitor is in, and no 500')
    },
  },

  'other-dialect': {
    title: 'An expired code is refused in either reading of the documentation',
    level: 'l2',
    severity: 'medium',
    asks: 'Lets a code expire and answers its check with rejected, as the OpenAPI document says, instead of expired, as the guides say.',
    gain: 'Telnyx documents both answers; an application that relies on one may let late codes in.',
    cure: 'Treat rejected and expired alike: as no.',
    references: [asvs('16.5.3')],
    when: 'alone',
    run: async (scene) => {
      const phone = scene.newNumber()
      const visitor = scene.visitor()
      const code = await scene.startAndRead(visitor, phone)
      scene.bendAnswers(phone, 'says rejected in place of expired and max_attempts_exceeded', (answer) => ({
        ...answer,
        body: answer.body.replace(/"(expired|max_attempts_exceeded)"/g, '"rejected"'),
      }))
      await expireCode(scene, phone)
      const { status } = await visitor.check(code)
      if (await visitor.isInside()) return failed('The expired code was accepted after the answer rejected.', 'Refused')
      return status === 500
        ? failed('The visitor got a 500.', 'Refused with a clear answer')
        : passed('The expired code was refused.')
    },
  },
} as const satisfies Readonly<Record<string, LoginCheck>>
