import { describeAnswer } from '../../flow/answer.js'
import { failed, type LoginCheck, passed } from '../check.js'
import { SkipError } from '../check-errors.js'
import { asvs, wstgMfa } from '../references.js'

const longText = '7'.repeat(5000)

/** Codes that no user types. Lists and objects are sent where the form takes JSON or repeated fields. */
const oddCodes: Readonly<Record<string, unknown>> = {
  'an empty code': '',
  null: null,
  'a list': ['12345', '67890'],
  'an object': { $ne: null },
  true: true,
  'a number': 0,
  'full-width digits': '０１２３４５',
  '5 KB': longText,
  'a path': '../../verify_profiles',
  'a line break': '12345\r\nx-injected: 1',
}

/** Phone numbers that no user has. */
const oddNumbers: Readonly<Record<string, string>> = {
  'an empty number': '',
  letters: 'not a number',
  '5 KB': `+1${longText}`,
  'a path': '+13035551234/../../verify_profiles',
  'a line break': '+13035551234\r\nx-injected: 1',
  'two numbers': '+13035551234,+13035551235',
  'a wild card': '*',
}

export const inputChecks = {
  'odd-codes': {
    title: 'Odd codes are refused',
    level: 'l1',
    severity: 'high',
    asks: 'Submits codes that are empty, null, a list, an object, full-width digits, 5 KB long.',
    gain: 'An unexpected value slips past the comparison, or crashes the application.',
    cure: 'Require a text of 4 to 10 digits before you ask Telnyx, and answer anything else with 400.',
    references: [asvs('2.2.1'), wstgMfa],
    when: 'together',
    run: async (scene) => {
      const wrong: string[] = []
      for (const [what, code] of Object.entries(oddCodes)) {
        const phone = scene.newNumber()
        const visitor = scene.visitor()
        if ((await scene.startAndRead(visitor, phone)) === String(code)) continue
        const answer = await visitor.check(code)
        if (await visitor.isInside()) wrong.push(`${what}: the visitor is in`)
        else if (answer.status === 500 || answer.failure !== null) wrong.push(`${what}: ${describeAnswer(answer)}`)
      }
      return judge(wrong, Object.keys(oddCodes).length)
    },
  },

  'code-without-start': {
    title: 'A code that was not requested is refused',
    level: 'l1',
    severity: 'medium',
    asks: 'A visitor who asked for no code submits one, alone and with an invented cookie.',
    gain: 'A missing session is rarely tested: it crashes the application, or counts as a login.',
    cure: 'Answer a check without a pending login with 400 or 401.',
    references: [asvs('2.3.1'), wstgMfa],
    when: 'together',
    run: async (scene) => {
      const visitor = scene.visitor()
      const answer = await visitor.check('12345', scene.newNumber())
      if (answer.failure !== null && !scene.context.driver.features.failsByApplication)
        throw new SkipError(
          `The driver module submits no code before one was asked for: ${answer.text.split('\n', 1)[0]}`,
        )
      const wrong = (await visitor.isInside())
        ? ['the visitor is in']
        : answer.status === 500 || answer.failure !== null
          ? [`the visitor got ${describeAnswer(answer)}`]
          : []
      return judge(wrong, 1)
    },
  },

  'odd-numbers': {
    title: 'Odd phone numbers are refused',
    level: 'l1',
    severity: 'low',
    asks: 'Asks for codes to numbers that are empty, letters, 5 KB long, a path, or two in one.',
    gain: 'Crashes fill your log and hide an attack; a number that is pasted into a URL reaches other operations of the service.',
    cure: 'Parse the number to E.164 and answer anything else with 400.',
    references: [asvs('2.2.1')],
    when: 'together',
    run: async (scene) => {
      const wrong: string[] = []
      for (const [what, number] of Object.entries(oddNumbers)) {
        const answer = await scene.visitor().start(number)
        if (answer.status === 500 || answer.failure !== null) wrong.push(`${what}: ${describeAnswer(answer)}`)
      }
      return judge(wrong, Object.keys(oddNumbers).length)
    },
  },
} as const satisfies Readonly<Record<string, LoginCheck>>

const judge = (wrong: readonly string[], count: number) =>
  wrong.length === 0
    ? passed(`${count === 1 ? 'It was' : `All ${count} were`} refused without a crash.`)
    : failed(`${wrong.join('; ')}.`, 'Refused, and no 500')
