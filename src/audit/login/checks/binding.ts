import { failed, type LoginCheck, passed } from '../check.js'
import { SkipError } from '../check-errors.js'
import { asvs, sessionCheatSheet, wstgMfa } from '../references.js'
import { type Scene, wrongCode } from '../scene.js'

export const bindingChecks = {
  'code-bound-to-visitor': {
    title: 'A code works only in the browser that asked for it',
    level: 'l2',
    severity: 'high',
    asks: 'One visitor asks for a code; another, who never did or who asked for a different number, submits it.',
    gain: "A code that a victim was tricked into reading out works in the attacker's browser.",
    cure: 'Keep the ID of the verification in the session that asked for the code, and check it with POST /verifications/{id}/actions/verify.',
    references: [asvs('6.6.2'), wstgMfa],
    when: 'together',
    run: async (scene) => {
      const phone = scene.newNumber()
      const code = await scene.startAndRead(scene.visitor('victim'), phone)
      const stranger = scene.visitor('stranger')
      await stranger.check(code, phone)
      const byNumber = await describeNumberCheck(scene, phone)
      if (await stranger.isInside())
        return failed(`A visitor who had asked for no code got in with the code of another.${byNumber}`, 'Refused')
      const other = scene.visitor('other user')
      await scene.startAndRead(other, scene.newNumber())
      await other.check(code, phone)
      return (await other.isInside())
        ? failed(`A visitor who had asked for another number got in with the code.${byNumber}`, 'Refused')
        : passed('The code was refused in two other browsers.')
    },
  },

  'code-of-other-number': {
    title: 'A code works only for the number it was sent to',
    level: 'l2',
    severity: 'high',
    asks: 'A visitor asks for a code to their own number, then for one to another number, and submits the code of their own number.',
    gain: 'Whoever owns a phone logs in as the owner of any other number.',
    cure: 'A new number starts a new login: replace the ID of the verification and the number together, and take both from the session.',
    references: [asvs('6.6.2'), wstgMfa],
    when: 'together',
    run: async (scene) => {
      const [own, victims] = [scene.newNumber(), scene.newNumber()]
      const attacker = scene.visitor('attacker')
      const code = await scene.startAndRead(attacker, own)
      const answer = await scene.start(attacker, victims)
      if ((await scene.nextMessage(victims, 0, answer)) === undefined) {
        await scene.waitForCoolDown()
        const again = await scene.start(attacker, victims)
        if ((await scene.nextMessage(victims, 0, again)) === undefined)
          throw new SkipError(scene.coolDownAdvice(answer))
      }
      await attacker.check(code)
      return (await attacker.isInside())
        ? failed(`The code of ${own} was accepted after a code to ${victims} had been asked for.`, 'Refused')
        : passed('The code of the first number was refused.')
    },
  },

  'number-swap': {
    title: 'The number cannot be swapped when the code is submitted',
    level: 'l2',
    severity: 'high',
    asks: 'A visitor asks for a code to their own number and submits it together with the number of someone else.',
    gain: 'Whoever owns a phone logs in as the owner of any other number.',
    cure: 'Take the number from the session that asked for the code, never from the request that checks it.',
    references: [asvs('2.3.1'), wstgMfa],
    when: 'together',
    run: async (scene) => {
      const { checksNumber, showsUser } = scene.context.driver.features
      if (!checksNumber)
        throw new SkipError('The request that checks a code does not name the number, so it cannot be swapped.')
      if (!showsUser)
        throw new SkipError(
          'The flow file does not show which user a visitor is logged in as. Add {{phone}} to the expect of inside.',
        )
      const [own, victims] = [scene.newNumber(), scene.newNumber()]
      const attacker = scene.visitor('attacker')
      const code = await scene.startAndRead(attacker, own)
      await attacker.check(code, victims)
      return (await attacker.isInside(victims))
        ? failed(`The code of ${own} logged the visitor in as ${victims}.`, 'Refused, or logged in as their own number')
        : passed('The swapped number was ignored or refused.')
    },
  },

  'step-skipping': {
    title: 'A visitor stays out until the code is accepted',
    level: 'l1',
    severity: 'high',
    asks: 'Requests the protected page before the login, after a code was sent, and after a wrong code.',
    gain: "Knowing a phone number is enough to get into its owner's account.",
    cure: 'Mark the session as logged in after response_code accepted, nowhere before.',
    references: [asvs('2.3.1'), wstgMfa],
    when: 'together',
    run: async (scene) => {
      if (!scene.context.driver.features.hasInside)
        throw new SkipError('The flow file has no inside request, so the audit knows no page to ask for early.')
      const phone = scene.newNumber()
      const visitor = scene.visitor()
      if (await visitor.isInside()) return failed('The page was open before the login.', 'Closed')
      const code = await scene.startAndRead(visitor, phone)
      if (await visitor.isInside()) return failed('The page was open after a code had been sent.', 'Closed')
      await visitor.check(wrongCode(code))
      return (await visitor.isInside())
        ? failed('The page was open after a wrong code.', 'Closed')
        : passed('The page stayed closed until the code was accepted.')
    },
  },

  'session-renewed': {
    title: 'The login gets a new session',
    level: 'l1',
    severity: 'medium',
    asks: 'Copies the cookies before the code is submitted, and requests the protected page with them afterwards.',
    gain: "Whoever planted a cookie in a victim's browser is logged in as the victim.",
    cure: 'Create a new session when the code is accepted, and delete the old one.',
    references: [asvs('7.2.4'), sessionCheatSheet],
    when: 'together',
    run: async (scene) => {
      if (!scene.context.driver.features.hasInside)
        throw new SkipError('The flow file has no inside request, so a copied session cannot be looked at.')
      const phone = scene.newNumber()
      const visitor = scene.visitor()
      const code = await scene.startAndRead(visitor, phone)
      const copy = scene.copy(visitor)
      await visitor.check(code)
      return (await copy.isInside())
        ? failed('The cookies from before the login are logged in.', 'Worthless after the login')
        : passed('The cookies from before the login are worthless.')
    },
  },

  'cookie-flags': {
    title: 'Scripts and other sites cannot use the login cookie',
    level: 'l2',
    severity: 'low',
    asks: 'Logs in and looks at the attributes of the cookies: HttpOnly, SameSite and, over HTTPS, Secure.',
    gain: 'One injected script reads the session; another site makes the browser use it.',
    cure: 'Set HttpOnly, SameSite=Lax or Strict, and Secure on every session cookie.',
    references: [asvs('3.3.4'), asvs('3.3.2'), sessionCheatSheet],
    when: 'together',
    run: async (scene) => {
      const visitor = scene.visitor()
      await visitor.check(await scene.startAndRead(visitor, scene.newNumber()))
      const { cookies } = visitor
      if (cookies.length === 0) throw new SkipError('The login sets no cookie.')
      const isSecure = scene.context.driver.base.protocol === 'https:'
      const missing = cookies.flatMap(({ name, attributes }) => [
        // A token that a script must read, against CSRF, has no HttpOnly on purpose.
        ...(attributes.has('httponly') || /csrf|xsrf/i.test(name) ? [] : [`${name} lacks HttpOnly`]),
        ...(/^(lax|strict)$/i.test(attributes.get('samesite') ?? '') ? [] : [`${name} lacks SameSite=Lax or Strict`]),
        ...(isSecure && !attributes.has('secure') ? [`${name} lacks Secure`] : []),
      ])
      return missing.length === 0
        ? passed(`All cookies are protected: ${cookies.map(({ name }) => name).join(', ')}.`)
        : failed(`${missing.join('; ')}.`, `HttpOnly, SameSite${isSecure ? ', Secure' : ''}`)
    },
  },
} as const satisfies Readonly<Record<string, LoginCheck>>

/** Tells the vendor's part from the application's: a check by number cannot know who asked for the code. */
async function describeNumberCheck(scene: Scene, phoneNumber: string): Promise<string> {
  const { entries } = await scene.context.emulator.journal.list({ kind: 'request', phoneNumber })
  return entries.some(({ path }) => path?.includes('/by_phone_number/') && path.includes('/actions/verify'))
    ? ' The application checks codes by phone number: Telnyx cannot bind such a check to a visitor, one by ID it can.'
    : ''
}
