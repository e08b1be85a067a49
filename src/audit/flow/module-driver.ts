import type { LoginFlow } from '../../spec/flow-types.js'
import { FileError } from '../../wire/input-error.js'
import { type AddressRelay, openAddressRelay } from './address-relay.js'
import { Addresses, type AddressWay } from './addresses.js'
import type { Answer } from './answer.js'
import { type Driver, DriverError, type Visitor, type VisitorOptions } from './driver.js'
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
  /** Releases what the visitor holds, such as the page of a browser. Called once, when no check needs it anymore. */
  readonly close?: () => Promise<void> | void
}

/** The exports of a driver module: the keys of a flow file without its steps, and a function that makes a visitor. */
export interface DriverModule {
  readonly flow: Omit<LoginFlow, 'start' | 'check' | 'resend' | 'inside' | 'visit'>
  /**
   * Makes a visitor. On Linux each gets a `base` of its own, whose requests reach the application from an address of its
   * own. If the flow names the header of a proxy, `address` is the value to send in it.
   */
  readonly visit: (options: { base: string; address: string | undefined }) => Promise<ModuleVisitor> | ModuleVisitor
  /** Releases what all visitors share, such as the browser. */
  readonly close?: () => Promise<void> | void
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
  const { flow, visit, close } = exports as Partial<DriverModule>
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
  return { flow: readFlow({ ...flow, ...steps }, name), module: { flow, visit, ...(close !== undefined && { close }) } }
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
  const nextAddress = () => (addressWay.kind === 'shared' ? undefined : addresses.next())
  const isRelayed = addressWay.kind === 'socket'
  const open = async (address: string | undefined): Promise<OpenVisitor> => {
    // A browser connects from where it is: without a header only a relay gives its visitors addresses of their own.
    const relay = isRelayed && address !== undefined ? await openAddressRelay(base, address) : undefined
    const options = { base: (relay?.base ?? base).href, address: isRelayed ? undefined : address }
    return { visitor: await module.visit(options), relay }
  }
  return {
    base,
    visit: ({ address = nextAddress(), onAnswer = () => {} }: VisitorOptions = {}) =>
      wrapVisitor(() => open(address), onAnswer),
    nextPhoneNumber: () => numbers.next(),
    nextUnknownNumber: () => unknown?.next(),
    nextAddress,
    features: {
      ...{ hasResend: false, checksNumber: false, hasInside: true, showsUser: false, codeFormat: 'text' },
      ...{ failsByApplication: false, addsToRequests: false },
    },
  }
}

interface OpenVisitor {
  readonly visitor: ModuleVisitor
  readonly relay: AddressRelay | undefined
}

/** A visitor of the module, which is made when it is first used. */
function wrapVisitor(open: () => Promise<OpenVisitor>, onAnswer: (answer: Answer) => void): Visitor {
  let phone = ''
  let opened: Promise<OpenVisitor> | undefined
  const use = async <Result>(name: string, step: (visitor: ModuleVisitor) => Promise<Result> | Result) => {
    try {
      opened ??= open()
      return await step((await opened).visitor)
    } catch (error) {
      throw new DriverError(`${name} of the driver module failed: ${firstLine(error)}`)
    }
  }
  const run = async (request: string, step: (visitor: ModuleVisitor) => ReturnType<Step<[]>>): Promise<Answer> => {
    await use('visit', () => undefined)
    const startedAt = process.uptime()
    const { visitor } = await (opened as Promise<OpenVisitor>)
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
    resend: () => run('resend', (visitor) => (visitor.resend ? visitor.resend() : visitor.start(phone))),
    check: (code) => run(`check ${JSON.stringify(code)}`.slice(0, 200), (visitor) => visitor.check(code)),
    isInside: () => use('isInside', (visitor) => visitor.isInside()),
    clone: () => undefined,
    cookies: [],
    close: async () => {
      if (opened === undefined) return
      const { visitor, relay } = await opened
      await visitor.close?.()
      relay?.close()
    },
  }
}

/** The rest of a message of Playwright is a call log. */
const firstLine = (error: unknown) => (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]

/** A step that throws has no answer: a page that did not come, or an element that is not there. */
function toFailure(error: unknown): StepResult & { readonly failure: NonNullable<Answer['failure']> } {
  const { name, message } = error as Error
  return { text: message, failure: /timeout/i.test(name) ? 'timed out' : 'connection closed' }
}
