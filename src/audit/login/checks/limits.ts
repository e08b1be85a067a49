import { countOf } from '../../../wire/count-of.js'
import { farPatterns } from '../../flow/far-numbers.js'
import { PhoneNumbers } from '../../flow/phone-numbers.js'
import { localBounds } from '../bounds.js'
import { failed, type LoginCheck, passed } from '../check.js'
import { SkipError } from '../check-errors.js'
import { asvs, forgotPasswordCheatSheet, mfaCheatSheet, nist, wstgMfa } from '../references.js'
import { type Scene, wrongCode } from '../scene.js'

/** What one verification costs unless the emulator was configured otherwise. US dollars. */
const price = 0.03

/** More wrong guesses at one account than five codes allow. */
const mostGuesses = 25
/** More codes than a user needs within minutes. */
const mostCodes = 5

export const limitChecks = {
  'guess-account': {
    title: 'Guesses at one account are limited over several codes',
    level: 'l2',
    severity: 'high',
    asks: 'Asks for code after code, and submits five wrong ones for each.',
    gain: 'Each new code brings five new guesses: a script that never stops gets in by chance.',
    cure: 'Count codes and wrong guesses for each number over hours, whatever the session, and refuse more for a while.',
    limit: `at most ${mostGuesses} wrong guesses at one number, over all its codes`,
    references: [asvs('6.6.3'), nist, mfaCheatSheet],
    when: 'together',
    isSlow: true,
    run: async (scene) => {
      const phone = scene.newNumber()
      const visitor = scene.visitor('attacker')
      let code = await scene.startAndRead(visitor, phone)
      for (let round = 1; ; round++) {
        for (let index = 0; index < 5; index++) await visitor.check(wrongCode(code, index))
        const sent = (await scene.messagesTo(phone)).length
        if (round === scene.context.bounds.rounds) break
        await scene.waitForCoolDown()
        const answer = await visitor.resend()
        const next = await scene.nextMessage(phone, sent, answer)
        if (next === undefined) break
        code = next.code
      }
      const guesses = await countGuesses(scene, phone)
      const seen = `${guesses} wrong guesses at one number were checked.`
      return guesses <= mostGuesses
        ? passed(seen)
        : failed(seen, `At most ${mostGuesses}, five codes with five guesses`)
    },
  },

  'resend-cool-down': {
    title: 'A second code must wait',
    level: 'l2',
    severity: 'medium',
    asks: 'Asks for a second code right after the first, in the same browser.',
    gain: 'A script floods a phone and runs up your bill; impatient users get two codes and use the wrong one.',
    cure: 'Refuse another code for 30 to 60 seconds, and longer each time.',
    limit: 'at least 30 seconds between two codes (for the audit, shorten them and name that coolDown)',
    references: [asvs('2.4.1'), forgotPasswordCheatSheet],
    when: 'together',
    run: async (scene) => {
      const phone = scene.newNumber()
      const visitor = scene.visitor()
      const startedAt = process.uptime()
      await scene.startAndRead(visitor, phone)
      await visitor.resend()
      const secondAt = process.uptime()
      await scene.waitForQuiet()
      const { length } = await scene.messagesTo(phone)
      if (length === 1) return passed('A second code right after the first was refused.')
      scene.requireWithinCoolDown(startedAt, secondAt)
      return failed('A second code was sent right after the first.', 'A pause of 30 seconds or more')
    },
  },

  'number-flood': {
    title: 'One number cannot be flooded',
    level: 'l2',
    severity: 'high',
    asks: 'Many visitors from different addresses ask for a code to one number.',
    gain: 'Anyone can flood a phone with messages in your name, and you pay for them.',
    cure: 'Count the codes to each number, whatever session or address asks for them.',
    limit: `at most ${mostCodes} codes to one number within minutes`,
    references: [asvs('2.4.1'), forgotPasswordCheatSheet],
    when: 'together',
    run: async (scene) => {
      const { sameNumber } = scene.context.bounds
      const phone = scene.newNumber()
      await scene.startAndRead(scene.visitor('visitor 1'), phone)
      for (let index = 2; index <= sameNumber; index++) await scene.start(scene.visitor(`visitor ${index}`), phone)
      await scene.waitForQuiet()
      const { length } = await scene.messagesTo(phone)
      const seen = `One number got ${countOf(length, 'code')} for ${sameNumber} requests within seconds.`
      return length <= mostCodes ? passed(seen) : failed(seen, `At most ${mostCodes}`)
    },
  },

  'number-spelling': {
    title: 'A number is counted as one however it is written',
    level: 'l2',
    severity: 'medium',
    asks: 'Asks for codes to one number, written with spaces, hyphens, parentheses and full-width digits.',
    gain: 'Limits by number are worthless: each spelling is counted separately.',
    cure: 'Convert the number to E.164 first, then count and send.',
    references: [asvs('2.2.1'), asvs('2.4.1')],
    when: 'together',
    run: async (scene) => {
      const [phone, control] = [scene.newNumber(), scene.newNumber()]
      const startedAt = process.uptime()
      await scene.startAndRead(scene.visitor('visitor 1'), phone)
      for (const [index, spelling] of spellings(phone).entries())
        await scene.start(scene.visitor(`visitor ${index + 2}`), spelling)
      const lastAt = process.uptime()
      // The same spelling twice tells whether numbers are limited at all.
      await scene.start(scene.visitor('control'), control)
      await scene.nextMessage(control, 1, await scene.start(scene.visitor('control'), control))
      await scene.waitForQuiet()
      const more = (await scene.messagesTo(phone)).length - 1
      if ((await scene.messagesTo(control)).length > 1)
        throw new SkipError('The application limits codes to a number in no spelling. See number-flood.')
      if (more === 0) return passed('Other spellings of the number got no further code.')
      scene.requireWithinCoolDown(startedAt, lastAt)
      return failed(`Other spellings of the number got ${more} further codes.`, 'None within the cool-down')
    },
  },

  'many-numbers': {
    title: 'One visitor cannot send codes to many numbers',
    level: 'l2',
    severity: 'high',
    asks: 'One address asks for codes to many numbers, with fresh cookies each time.',
    gain: 'Fraudsters earn a share of each message to their own numbers (SMS pumping), and you pay the bill.',
    cure: 'Limit the numbers for each address and in total, ask for a proof of work or a CAPTCHA beyond that, and set daily_spend_limit and daily_spend_limit_enabled in the profile.',
    limit: `at most ${localBounds.manyNumbers / 2} codes from one address within minutes`,
    references: [asvs('2.4.1'), mfaCheatSheet],
    when: 'together',
    run: async (scene) => {
      const { manyNumbers } = scene.context.bounds
      const address = scene.context.driver.nextAddress()
      if (address === undefined)
        throw new SkipError(
          'All visitors share one address here. Name the header of your proxy with address, or run the audit on Linux.',
        )
      const numbers = Array.from({ length: manyNumbers }, () => scene.newNumber())
      for (const number of numbers) await scene.start(scene.visitor('pump', address), number)
      await scene.waitForQuiet()
      const counts = await Promise.all(numbers.map(async (number) => (await scene.messagesTo(number)).length))
      const sent = counts.reduce((sum, count) => sum + count, 0)
      const bill = (sent * price).toFixed(2)
      const seen = `${sent} of ${manyNumbers} codes were sent, $${bill} at $${price} each; no limit stopped them.`
      return sent <= manyNumbers / 2
        ? passed(`${sent} of ${manyNumbers} codes were sent, then no more.`)
        : failed(seen, `At most ${manyNumbers / 2} for one address`)
    },
  },

  'many-countries': {
    title: 'Codes go only to countries that the application serves',
    level: 'l2',
    severity: 'medium',
    asks: 'Visitors ask for codes to numbers in countries with high fees that the flow file does not list. One of them, Jamaica, shares +1 with the US.',
    gain: 'SMS pumping pays most where a message costs most.',
    cure: 'Allow only the countries of your users: in the form, and with whitelisted_destinations in the profile. A calling code is not a country: +1 is also the Caribbean.',
    references: [asvs('2.4.1'), mfaCheatSheet],
    when: 'together',
    run: async (scene) => {
      const { countries = ['US', 'CA'] } = scene.context.flow
      const far = farPatterns(countries).map(
        ([country, pattern]) => [country, new PhoneNumbers(pattern, scene.context.firstNumber).next()] as const,
      )
      for (const [country, number] of far) await scene.start(scene.visitor(`visitor in ${country}`), number)
      await scene.waitForQuiet()
      const reached: string[] = []
      for (const [country, number] of far) if ((await scene.messagesTo(number)).length > 0) reached.push(country)
      return reached.length === 0
        ? passed(`No code was sent to ${far.map(([country]) => country).join(', ')}.`)
        : failed(
            `Codes were sent to ${reached.join(', ')}, for $${(reached.length * price).toFixed(2)} and the fees of each country.`,
            `Only to ${countries.join(', ')}`,
          )
    },
  },

  'lock-out': {
    title: "A stranger's guesses do not lock a user out",
    level: 'l1',
    severity: 'medium',
    asks: 'An attacker submits wrong codes for a number; then its owner logs in from another browser.',
    gain: 'Anyone who knows a phone number keeps its owner out of the account.',
    cure: 'Count guesses for each session and address; slow a number down rather than lock it.',
    references: [asvs('6.1.1'), wstgMfa],
    when: 'together',
    isSlow: true,
    run: async (scene) => {
      const phone = scene.newNumber()
      const attacker = scene.visitor('attacker')
      const code = await scene.startAndRead(attacker, phone)
      for (let index = 0; index < 6; index++) await attacker.check(wrongCode(code, index))
      await scene.waitForCoolDown()
      const owner = scene.visitor('owner')
      const before = (await scene.messagesTo(phone)).length
      const answer = await scene.start(owner, phone)
      const message = await scene.nextMessage(phone, before, answer)
      if (message === undefined) {
        if (scene.context.coolDownMs === undefined) throw new SkipError(scene.coolDownAdvice(answer))
        return failed('After six wrong guesses of an attacker the owner got no code.', 'A code after the cool-down')
      }
      await owner.check(message.code)
      return (await owner.isInside())
        ? passed('The owner logged in after six wrong guesses of an attacker.')
        : failed('After six wrong guesses of an attacker the owner’s right code was refused.', 'Accepted')
    },
  },
} as const satisfies Readonly<Record<string, LoginCheck>>

async function countGuesses(scene: Scene, phoneNumber: string): Promise<number> {
  const { entries } = await scene.context.emulator.journal.list({ kind: 'request', phoneNumber, limit: 1000 })
  return entries.filter(
    ({ path, answer }) =>
      path?.includes('/actions/verify') &&
      (answer?.body as { data?: { response_code?: string } } | null)?.data?.response_code === 'rejected',
  ).length
}

/** The number in other ways to write it. */
function spellings(phone: string): string[] {
  const digits = phone.slice(1)
  const groups = [digits.slice(0, -10), digits.slice(-10, -7), digits.slice(-7, -4), digits.slice(-4)]
  const fullWidth = [...digits].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('')
  return [
    `+${groups.join(' ')}`,
    `+${groups.join('-')}`,
    `+${groups[0]} (${groups[1]}) ${groups[2]}-${groups[3]}`,
    ` ${phone} `,
    `+${fullWidth}`,
    `00${digits}`,
    digits,
  ]
}
