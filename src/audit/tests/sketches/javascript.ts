import { indent, type Language, operationOf, quote } from './language.js'

/** What differs between the runners in JavaScript. */
interface Dialect {
  /** The fixtures or variables that a test takes. */
  readonly params: string
  /** The variable that controls the emulator. */
  readonly emulator: string
  readonly code: (phone: string) => string
  readonly isTrue: (expression: string) => string
  readonly isFalse: (expression: string) => string
  readonly equals: (actual: string, expected: string) => string
  readonly rejects: (expression: string) => string
}

const expectations = {
  isTrue: (expression: string) => `expect(${expression}).toBe(true)`,
  isFalse: (expression: string) => `expect(${expression}).toBe(false)`,
  equals: (actual: string, expected: string) => `expect(${actual}).toBe(${expected})`,
  rejects: (expression: string) => `await expect(${expression}).rejects.toThrow()`,
}

const assertions = {
  isTrue: (expression: string) => `assert.equal(${expression}, true)`,
  isFalse: (expression: string) => `assert.equal(${expression}, false)`,
  equals: (actual: string, expected: string) => `assert.equal(${actual}, ${expected})`,
  rejects: (expression: string) => `await assert.rejects(${expression})`,
}

const ofHandset = (phone: string) => `await handset.code(${phone})`
const ofInbox = (phone: string) => `(await emulator.inbox.next(${phone})).code`

function create({ params, emulator, code, isTrue, isFalse, equals, rejects }: Dialect): Language {
  return {
    test: (title, body) => [`test(${quote(title)}, async (${params}) => {`, ...indent(body, 2), '})'],
    note: (text) => `// ${text}`,
    phone: (name, number) => `const ${name} = ${quote(number)}`,
    send: (phone) => `await login.sendCode(${phone})`,
    refusedSend: (phone) => rejects(`login.sendCode(${phone})`),
    read: (name, phone) => `const ${name} = ${code(phone)}`,
    wrongCode: (right) => `const wrongCode = ${right} === '00000' ? '11111' : '00000'`,
    check: (name, isAccepted) => (isAccepted ? isTrue : isFalse)(`await login.checkCode(${name})`),
    repeat: (times, line) => [`for (let guess = 1; guess <= ${times}; guess += 1) ${line}`],
    advance: (duration) => `await ${emulator}.clock.advance(${quote(duration)})`,
    force: (outcome) => `await ${emulator}.scenarios.add({ outcome: ${quote(outcome)} })`,
    fault: (kind, operation) => {
      const fault = kind === 'status' ? "{ kind: 'status', status: 503, retryAfter: 0 }" : `{ kind: ${quote(kind)} }`
      return `await ${emulator}.faults.add({ match: { operation: ${quote(operationOf[operation])} }, fault: ${fault} })`
    },
    webhookFault: (kind) => `await ${emulator}.webhooks.faults.add({ fault: ${quote(kind)} })`,
    messages: (count, phone) =>
      equals(`(await ${emulator}.inbox.list({ phoneNumber: ${phone} })).length`, String(count)),
  }
}

const vitest = create({ params: '{ telnyx, handset }', emulator: 'telnyx', code: ofHandset, ...expectations })

/** Playwright drives the application through its pages. */
const playwright: Language = {
  ...create({ params: '{ page, telnyx, handset }', emulator: 'telnyx', code: ofHandset, ...expectations }),
  send: (phone) => `await askForCode(page, ${phone})`,
  refusedSend: (phone) => `await askForCode(page, ${phone}); await expect(page.getByRole('alert')).toBeVisible()`,
  check: (name, isAccepted) =>
    isAccepted
      ? `await enterCode(page, ${name}); await expect(page.getByRole('heading')).toHaveText('Welcome')`
      : `await enterCode(page, ${name}); await expect(page.getByRole('alert')).toBeVisible()`,
  repeat: (times, line) => [`for (let guess = 1; guess <= ${times}; guess += 1) {`, `  ${line}`, '}'],
}

export const javascript = {
  vitest,
  playwright,
  jest: create({ params: '', emulator: 'emulator', code: ofInbox, ...expectations }),
  'node:test': create({ params: '', emulator: 'emulator', code: ofInbox, ...assertions }),
} as const satisfies Readonly<Record<string, Language>>
