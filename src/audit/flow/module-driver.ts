import type { LoginFlow } from '../../spec/flow-types.js'
import { FileError } from '../../wire/input-error.js'
import { Addresses, type AddressWay } from './addresses.js'
import type { Answer } from './answer.js'
import type { Driver, Visitor, VisitorOptions } from './driver.js'
import { defaultPhonePattern } from './http-driver.js'
import { PhoneNumbers } from './phone-numbers.js'
import { readFlow } from './read-flow.js'

/** What a step of a driver module may return. All of it is optional: a step that returns nothing counts as answered. */
export interface StepResult {
  readonly status?: number
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
}

type Step<Args extends readonly unknown[]> = (...args: Args) => Promise<StepResult | undefined> | StepResult | undefined

/** A visitor as a driver module makes one. */
export interface ModuleVisitor {
  readonly start: Step<[phoneNumber: string]>
  readonly check: Step<[code: unknown]>
  readonly isInside: () => Promise<boolean> | boolean
  /** Without it, another code is asked for with `start`. */
  readonly resend?: Step<[]>
}

/** The exports of a driver module: the keys of a flow file without its steps, and a function that makes a visitor. */
export interface DriverModule {
  readonly flow: Omit<LoginFlow, 'start' | 'check' | 'resend' | 'inside' | 'visit'>
  readonly visit: (options: { base: string; address: string | undefined }) => Promise<ModuleVisitor> | ModuleVisitor
}

/**
 * Reads the exports of a driver module.
 *
 * @throws {FileError} if they are not those of a driver
 */
export function readDriverModule(
  exports: object,
  name: string,
): { readonly flow: LoginFlow; readonly module: DriverModule } {
  const { flow, visit } = exports as Partial<DriverModule>
  if (typeof visit !== 'function' || typeof flow !== 'object' || flow === null)
    throw new FileError(
      `${name} must export flow, an object with base, and visit, a function that returns { start, check, isInside }.`,
    )
  // The steps are the module's; these stand in for them, so that one schema describes both.
  const steps = {
    start: { path: '/', json: '{{phone}}' },
    check: { path: '/', json: '{{code}}' },
    inside: { path: '/' },
  }
  return { flow: readFlow({ ...flow, ...steps }, name), module: { flow, visit } }
}

export interface ModuleDriverOptions {
  readonly flow: LoginFlow
  readonly module: DriverModule
  readonly base: URL
  readonly addressWay: AddressWay
  readonly firstNumber: number
}

/** The driver of a module, for logins that are not plain HTTP. Its visitors cannot be copied. */
export function createModuleDriver({ flow, module, base, addressWay, firstNumber }: ModuleDriverOptions): Driver {
  const numbers = new PhoneNumbers(flow.phone ?? defaultPhonePattern, firstNumber)
  const unknown = flow.unknown === undefined ? undefined : new PhoneNumbers(flow.unknown, firstNumber)
  const addresses = new Addresses(addressWay)
  // A browser connects from where it is; only a header can tell its visitors apart.
  const nextAddress = () => (addressWay.kind === 'header' ? addresses.next() : undefined)
  return {
    base,
    visit: ({ address = nextAddress(), onAnswer = () => {} }: VisitorOptions = {}) =>
      wrapVisitor(
        Promise.resolve().then(() => module.visit({ base: base.href, address })),
        onAnswer,
      ),
    nextPhoneNumber: () => numbers.next(),
    nextUnknownNumber: () => unknown?.next(),
    nextAddress,
    features: { hasResend: false, checksNumber: false, hasInside: true, showsUser: false, codeFormat: 'text' },
  }
}

function wrapVisitor(made: Promise<ModuleVisitor>, onAnswer: (answer: Answer) => void): Visitor {
  let phone = ''
  const run = async (request: string, step: (visitor: ModuleVisitor) => ReturnType<Step<[]>>): Promise<Answer> => {
    const startedAt = process.uptime()
    const visitor = await made
    const result: (StepResult & { readonly failure?: Answer['failure'] }) | undefined = await Promise.resolve()
      .then(() => step(visitor))
      .catch(toFailure)
    const { status = 200, text = '', headers = {}, failure = null } = result ?? {}
    const pairs = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
    const tookMs = Math.round((process.uptime() - startedAt) * 1000)
    const answer = { request, status: failure === null ? status : 0, text, headers: pairs, failure, tookMs }
    onAnswer(answer)
    return answer
  }
  return {
    start: (phoneNumber) => {
      phone = phoneNumber
      return run(`start ${phoneNumber}`, (visitor) => visitor.start(phoneNumber))
    },
    resend: () => run('resend', (visitor) => visitor.resend?.() ?? visitor.start(phone)),
    check: (code) => run(`check ${JSON.stringify(code)}`.slice(0, 200), (visitor) => visitor.check(code)),
    isInside: async () => (await made).isInside(),
    clone: () => undefined,
    cookies: [],
  }
}

/** A step that throws has no answer: a page that did not come, or an element that is not there. */
function toFailure(error: unknown): StepResult & { readonly failure: NonNullable<Answer['failure']> } {
  const { name, message } = error as Error
  return { text: message, failure: /timeout/i.test(name) ? 'timed out' : 'connection closed' }
}
