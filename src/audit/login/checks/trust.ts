import { failed, type LoginCheck, passed } from '../check.js'
import { SkipError } from '../check-errors.js'
import { asvs, sessionCheatSheet, wstgMfa } from '../references.js'
import type { Scene } from '../scene.js'
import { tamper } from '../tamper.js'

/** A code that the service does not generate by itself, and no application would choose. */
const chosenCode = '8391740265'
/** Wrong codes that every verification takes. */
const guessesPerCode = 4

/** What a request may claim about where it comes from. */
const addressHeaders = ['x-forwarded-for', 'x-real-ip', 'x-client-ip', 'true-client-ip', 'cf-connecting-ip'] as const

export const trustChecks = {
  'chosen-code': {
    title: 'A visitor cannot choose the code',
    level: 'l1',
    severity: 'high',
    asks: 'Asks for a code with custom_code and timeout_secs added to the fields of the form.',
    gain: 'An application that passes the whole request on lets an attacker set the code of any number, and log in with it.',
    cure: 'Build the request to Telnyx from the fields that you name; never spread the body of the visitor into it.',
    references: [asvs('15.3.3'), asvs('2.2.1')],
    when: 'together',
    run: async (scene) => {
      requireAdding(scene)
      const phone = scene.newNumber()
      const fields = { custom_code: chosenCode, customCode: chosenCode, timeout_secs: '3600' }
      const visitor = scene.visitor('attacker', undefined, { fields })
      const answer = await scene.start(visitor, phone)
      const message = await scene.nextMessage(phone, 0, answer)
      if (message === undefined) return passed('No code was sent for a request with additional fields.')
      return message.code === chosenCode
        ? failed(`The code ${chosenCode}, which the visitor had chosen, was sent.`, 'A random code')
        : passed('The additional fields were ignored.')
    },
  },

  'spoofed-address': {
    title: 'A forged header does not bypass the limit by address',
    level: 'l2',
    severity: 'high',
    asks: 'One address asks for codes to many numbers, and claims another address in X-Forwarded-For each time.',
    gain: 'The limit by address stops honest users but no attacker: each request counts for a made-up address.',
    cure: 'Trust X-Forwarded-For only from your own proxy, and count from the right: Express “trust proxy” as a number of hops, never true.',
    references: [asvs('15.3.4'), asvs('4.1.3')],
    when: 'together',
    run: async (scene) => {
      requireAdding(scene)
      if (scene.context.flow.address !== undefined)
        throw new SkipError(
          'The audit itself tells the application addresses in a header. Make sure that your proxy replaces what a visitor sends.',
        )
      const spoofed = await countSent(scene, 'attacker', (index) => {
        const value = `203.0.113.${index + 1}`
        return Object.fromEntries(addressHeaders.map((name) => [name, value]))
      })
      const { manyNumbers } = scene.context.bounds
      const seen = `${spoofed} of ${manyNumbers} codes were sent to one address that claimed ${manyNumbers} others`
      if (spoofed <= manyNumbers / 2) return passed(`${seen}, then no more.`)
      const plain = await countSent(scene, 'the same without headers', () => ({}))
      if (plain > manyNumbers / 2)
        throw new SkipError('No limit by address stopped the requests without headers. See many-numbers.')
      return failed(`${seen}; without the headers it was ${plain}.`, `At most ${manyNumbers / 2}`)
    },
  },

  'tampered-cookie': {
    title: 'A changed cookie is refused',
    level: 'l1',
    severity: 'high',
    asks: 'Logs in and looks for the phone number in cookies and tokens, also encoded; changes it and requests the protected page.',
    gain: 'Whoever edits a cookie in the browser is logged in as anyone.',
    cure: 'Keep a random ID in the cookie and the user on the server, or sign the cookie and verify the signature.',
    references: [asvs('9.1.1'), asvs('7.2.2'), sessionCheatSheet],
    when: 'together',
    run: async (scene) => {
      if (!scene.context.driver.features.hasInside)
        throw new SkipError('The flow file has no inside request, so a changed cookie cannot be tried.')
      const [own, victims] = [scene.newNumber(), scene.newNumber()]
      const visitor = scene.visitor('attacker')
      await visitor.check(await scene.startAndRead(visitor, own))
      const changes: string[] = []
      const copy = scene.copy(visitor, (value) => {
        const changed = tamper(value, own, victims)
        if (changed !== value) changes.push(`${value.slice(0, 80)} changed to ${changed.slice(0, 80)}`)
        return changed
      })
      if (changes.length === 0) return passed('No cookie or token contains the number.')
      for (const change of changes) scene.note(`attacker: ${change}`)
      return (await copy.isInside())
        ? failed(`The visitor is in with a changed number: ${changes[0]}.`, 'Refused')
        : passed('A cookie or token with a changed number was refused.')
    },
  },
} as const satisfies Readonly<Record<string, LoginCheck>>

export const backDoorChecks = {
  'well-known-codes': {
    title: 'No fixed code opens an account',
    level: 'l1',
    severity: 'high',
    asks: 'Submits codes that developers leave in for tests and reviewers: 000000, 111111, 123456, in several lengths.',
    gain: 'A code that was meant for tests opens every account.',
    cure: 'Let Telnyx decide about every code. For reviewers use one account with a number and a code of its own.',
    references: [asvs('15.2.3'), wstgMfa],
    when: 'together',
    run: async (scene) => {
      const phone = scene.newNumber()
      const { length } = await scene.startAndRead(scene.visitor(), phone)
      const codes = wellKnownCodes([length, 4, 5, 6])
      for (let first = 0; first < codes.length; first += guessesPerCode) {
        const visitor = scene.visitor('attacker')
        const sent = await scene.startAndRead(visitor, scene.newNumber())
        for (const code of codes.slice(first, first + guessesPerCode)) {
          if (code === sent) continue
          await visitor.check(code)
          if (await visitor.isInside())
            return failed(`The code ${code} was accepted; ${sent} had been sent.`, 'Refused')
        }
      }
      return passed(`${codes.length} codes like ${codes[0]} were refused.`)
    },
  },
} as const satisfies Readonly<Record<string, LoginCheck>>

function wellKnownCodes(lengths: readonly number[]): string[] {
  const codes = [...new Set(lengths)].flatMap((length) => [
    ...['0', '1', '9'].map((digit) => digit.repeat(length)),
    '1234567890'.slice(0, length),
  ])
  return [...new Set(codes)]
}

function requireAdding(scene: Scene): void {
  if (!scene.context.driver.features.addsToRequests)
    throw new SkipError('The driver module cannot add to a request; a flow file can.')
}

/** How many codes one address gets for many numbers. @throws {SkipError} if all visitors share an address */
async function countSent(
  scene: Scene,
  name: string,
  headersOf: (index: number) => Readonly<Record<string, string>>,
): Promise<number> {
  const address = scene.context.driver.nextAddress()
  if (address === undefined)
    throw new SkipError('All visitors share one address here. Run the audit on Linux, where each has its own.')
  const numbers = Array.from({ length: scene.context.bounds.manyNumbers }, () => scene.newNumber())
  for (const [index, number] of numbers.entries())
    await scene.start(scene.visitor(name, address, { headers: headersOf(index) }), number)
  await scene.waitForQuiet()
  const counts = await Promise.all(numbers.map(async (number) => (await scene.messagesTo(number)).length))
  return counts.reduce((sum, count) => sum + count, 0)
}
