import { localBounds } from '../bounds.js'
import { failed, type LoginCheck, passed, wrongCodeTaken } from '../check.js'
import { BrokenControlError, SkipError } from '../check-errors.js'
import { asvs, mfaCheatSheet, nist, wstgMfa } from '../references.js'
import { type Scene, wrongCode } from '../scene.js'

const minDigits = 6
const vendorDigits = 5
const longestLifeSecs = 600

export const codeChecks = {
  'code-length': {
    title: 'A code has at least 6 digits',
    level: 'l2',
    severity: 'medium',
    asks: 'Reads the code that the phone received and counts its digits.',
    gain: 'Each guess at a code of 5 digits succeeds once in 100,000, ten times as often as with 6.',
    cure: 'Set code_length to 6 or more in the sms section of your Verify profile.',
    limit: `at least ${minDigits} digits`,
    references: [asvs('6.5.4'), nist],
    when: 'together',
    run: async (scene) => {
      const phone = scene.newNumber()
      const code = await scene.startAndRead(scene.visitor(), phone)
      const seen = `The code ${code} has ${code.length} digits.`
      if (code.length >= minDigits) return passed(seen)
      const isCustom = await usesCustomCode(scene, phone)
      const expected = 'At least 6 digits (20 bits)'
      if (isCustom || code.length !== vendorDigits)
        return failed(seen, expected, isCustom ? 'Generate longer codes: at least 6 random digits.' : undefined)
      return {
        kind: 'vendor-default',
        seen: `${seen} That is the default of Telnyx, not a mistake of yours.`,
        expected,
      }
    },
  },

  'code-lifetime': {
    title: 'A code expires within 10 minutes',
    level: 'l2',
    severity: 'medium',
    asks: 'Reads when the code on the phone expires.',
    gain: "A phone that is found, lent or read over someone's shoulder opens the account long after the code was sent.",
    cure: 'Set timeout_secs to 600 or less, in the request or in the profile. The default of Telnyx is 300.',
    limit: `at most ${longestLifeSecs} seconds`,
    references: [asvs('6.5.5'), nist],
    when: 'together',
    run: async (scene) => {
      const phone = scene.newNumber()
      await scene.startAndRead(scene.visitor(), phone)
      const [message] = await scene.messagesTo(phone)
      if (message?.expiresAt == null) return failed('The code does not expire.', 'At most 600 seconds')
      const secs = Math.round((Date.parse(message.expiresAt) - Date.parse(message.sentAt)) / 1000)
      const seen = `The code expires after ${secs} seconds.`
      return secs <= longestLifeSecs ? passed(seen) : failed(seen, 'At most 600 seconds')
    },
  },

  'code-single-use': {
    title: 'A code works once',
    level: 'l2',
    severity: 'high',
    asks: 'Logs in, then submits the same code again with the cookies from before the login.',
    gain: 'Whoever sees a used code, on the screen or in a log, logs in with it.',
    cure: 'Forget the pending login as soon as its code was accepted, and let Telnyx decide about every code.',
    references: [asvs('6.5.1'), mfaCheatSheet],
    when: 'together',
    run: async (scene) => {
      const phone = scene.newNumber()
      const visitor = scene.visitor()
      const code = await scene.startAndRead(visitor, phone)
      const copy = scene.copy(visitor)
      await visitor.check(code)
      if (!(await visitor.isInside())) throw new BrokenControlError('the right code was refused')
      if (await copy.isInside())
        throw new SkipError(
          'The session from before the login is also logged in, so a second use cannot be told from the first. See session-renewed.',
        )
      await copy.check(code)
      return (await copy.isInside())
        ? failed('The used code let a second browser in.', 'The second use is refused')
        : passed('The second use was refused.')
    },
  },

  'code-race': {
    title: 'Only one of several simultaneous uses of a code succeeds',
    level: 'l2',
    severity: 'high',
    asks: 'Submits the right code many times at once, from copies of one browser.',
    gain: 'A code that is stolen while it is typed opens a second session unnoticed.',
    cure: 'Take the pending login out of its store before you ask Telnyx, in one atomic step, and answer only that request with a session.',
    references: [asvs('2.3.4'), asvs('6.5.1')],
    when: 'together',
    run: async (scene) => {
      const phone = scene.newNumber()
      const visitor = scene.visitor()
      const code = await scene.startAndRead(visitor, phone)
      const copies = Array.from({ length: scene.context.bounds.race }, () => scene.copy(visitor))
      await Promise.all(copies.map((copy) => copy.check(code)))
      if (await visitor.isInside())
        throw new SkipError(
          'The session from before the login is also logged in, so the winners cannot be counted. See session-renewed.',
        )
      const winners = (await Promise.all(copies.map((copy) => copy.isInside()))).filter(Boolean).length
      const seen = `${winners} of ${copies.length} simultaneous uses logged in.`
      return winners <= 1 ? passed(seen) : failed(seen, 'At most one')
    },
  },

  'code-expiry': {
    title: 'An expired code is refused',
    level: 'l2',
    severity: 'high',
    asks: 'Advances the clock of the service past the expiry of a code and submits the code.',
    gain: 'An old message on a lost phone still opens the account.',
    cure: 'Accept a code only if response_code is accepted at the moment of the check; keep no copy of codes.',
    references: [asvs('6.5.5'), nist],
    when: 'alone',
    run: async (scene) => {
      const phone = scene.newNumber()
      const visitor = scene.visitor()
      const code = await scene.startAndRead(visitor, phone)
      await expireCode(scene, phone)
      await visitor.check(code)
      return (await visitor.isInside())
        ? failed('The code was accepted after it had expired.', 'Refused')
        : passed('The expired code was refused.')
    },
  },

  'code-after-resend': {
    title: 'A second code replaces the first',
    level: 'l2',
    severity: 'medium',
    asks: 'Asks for a second code after the cool-down and submits the first.',
    gain: 'Several codes are valid at once, so each guess has several chances.',
    cure: 'Keep only the ID of the newest verification, and check codes against it.',
    references: [asvs('6.6.2'), mfaCheatSheet],
    when: 'together',
    isSlow: true,
    run: async (scene) => {
      const phone = scene.newNumber()
      const visitor = scene.visitor()
      const first = await scene.startAndRead(visitor, phone)
      const second = await scene.readSecondCode(visitor, phone)
      if (first === second) throw new SkipError('Both codes are the same by chance.')
      await visitor.check(first)
      return (await visitor.isInside())
        ? failed('The first code was accepted after a second had been sent.', 'Refused')
        : passed('The first code was refused after the second had been sent.')
    },
  },

  'guess-code': {
    title: 'Guesses at one code are limited',
    level: 'l1',
    severity: 'high',
    asks: 'Submits wrong codes for one verification, and then the right one.',
    gain: 'Enough guesses find the code; a script needs minutes.',
    cure: 'Refuse a verification after five wrong codes, as Telnyx does: let it decide about every code.',
    limit: `fewer than ${localBounds.guesses} wrong guesses at one code`,
    references: [asvs('6.6.3'), wstgMfa, nist],
    when: 'together',
    run: async (scene) => {
      const { guesses } = scene.context.bounds
      const phone = scene.newNumber()
      const visitor = scene.visitor()
      const code = await scene.startAndRead(visitor, phone)
      for (let index = 0; index < guesses; index++) await visitor.check(wrongCode(code, index))
      if (await visitor.isInside()) return failed('A wrong code was accepted.', 'Refused')
      await visitor.check(code)
      return (await visitor.isInside())
        ? failed(`The right code was accepted after ${guesses} wrong ones.`, 'Refused after a few guesses')
        : passed(`The right code was refused after ${guesses} wrong ones.`)
    },
  },

  'wrong-code': {
    title: 'A wrong code is refused, and the right one still works',
    level: 'l1',
    severity: 'high',
    asks: 'Submits one wrong code, checks whether the visitor is in, and then submits the right one.',
    gain: 'Anyone gets into any account.',
    cure: 'Telnyx answers a wrong code with HTTP 200 and response_code rejected: look at response_code, not at the status.',
    references: [asvs('6.3.1'), wstgMfa],
    when: 'together',
    run: async (scene) => {
      const phone = scene.newNumber()
      const visitor = scene.visitor()
      const code = await scene.startAndRead(visitor, phone)
      await visitor.check(wrongCode(code))
      if (await visitor.isInside()) return failed(wrongCodeTaken, 'Refused')
      await visitor.check(code)
      return (await visitor.isInside())
        ? passed('The wrong code was refused, the right one accepted.')
        : failed(
            'After one typing error the right code was refused.',
            'Accepted',
            'Keep the login pending after response_code rejected.',
          )
    },
  },
} as const satisfies Readonly<Record<string, LoginCheck>>

/** Advances the clock of the sandbox past the end of the number's code. */
export async function expireCode(scene: Scene, phone: string): Promise<void> {
  const message = (await scene.messagesTo(phone)).at(-1)
  const { clock } = scene.context.emulator
  const { now } = await clock.now()
  const leftMs = message?.expiresAt == null ? 600_000 : Date.parse(message.expiresAt) - Date.parse(now)
  await clock.advance(Math.max(leftMs, 0) + 1000)
  scene.note(`service: the clock advances past the end of the code (${Math.round(leftMs / 1000)} s)`)
}

async function usesCustomCode(scene: Scene, phoneNumber: string): Promise<boolean> {
  const { entries } = await scene.context.emulator.journal.list({ kind: 'request', phoneNumber })
  return entries.some(({ request }) => (request?.body as { custom_code?: unknown } | null)?.custom_code != null)
}
