import type { Answer } from './answer.js'
import type { Cookie } from './cookie-jar.js'

/** One browser that goes through the login: it has cookies, an address and a phone number of its own. */
export interface Visitor {
  /** Asks for a code to a number. */
  start(phoneNumber: string): Promise<Answer>
  /** Asks for another code to the same number. */
  resend(): Promise<Answer>
  /** Submits a code. Checks also try values that are not texts. @param phoneNumber the number to claim, if the form has one */
  check(code: unknown, phoneNumber?: string): Promise<Answer>
  /** Whether the visitor is logged in, as the user with the given number if the application shows that. */
  isInside(phoneNumber?: string): Promise<boolean>
  /**
   * A visitor in the same state, as a copied cookie would make one; undefined if the driver cannot copy.
   *
   * @param change changes each cookie and captured value of the copy
   */
  clone(change?: (value: string) => string): Visitor | undefined
  /** The cookies now; empty if the driver has none to show. */
  readonly cookies: readonly Cookie[]
  /** Releases what the visitor holds, such as the page of a browser. */
  close?(): Promise<void>
}

/** A driver that failed where no answer can tell so: the check it happened in proves nothing. */
export class DriverError extends Error {}

export interface VisitorOptions {
  /** Where the visitor seems to come from; one that no other visitor has by default. */
  readonly address?: string
  /** Receives every answer. */
  readonly onAnswer?: (answer: Answer) => void
  /** Headers that the visitor adds to every request, as an attacker would. Flow files only. */
  readonly headers?: Readonly<Record<string, string>>
  /** Fields that the visitor adds to the body of `start`, as an attacker would. Flow files only. */
  readonly fields?: Readonly<Record<string, string>>
}

/** A way to go through one login form. The flow file makes one; a module of the user's can be another. */
export interface Driver {
  readonly base: URL
  /** A new visitor. */
  visit(options?: VisitorOptions): Visitor
  /** A phone number of a user that no check has used yet. */
  nextPhoneNumber(): string
  /** The same of a number without an account; undefined if the user named none. */
  nextUnknownNumber(): string | undefined
  /** An address that no visitor has; undefined if all share one. */
  nextAddress(): string | undefined
  readonly features: DriverFeatures
}

/** What a login form can do; checks that need more are skipped and say so. */
export interface DriverFeatures {
  /** It has a step of its own that sends another code. */
  readonly hasResend: boolean
  /** The step that checks a code also names the phone number. */
  readonly checksNumber: boolean
  /** Whether a visitor is logged in is asked with a request of its own. */
  readonly hasInside: boolean
  /** The answer inside tells as which user the visitor is logged in. */
  readonly showsUser: boolean
  /** How a code of another type than text can be submitted. */
  readonly codeFormat: 'json' | 'form' | 'text'
  /** A step without an answer is the application's doing. In a browser a step may be impossible: the field is not there. */
  readonly failsByApplication: boolean
  /** Visitors can add headers and fields of their own to a request. */
  readonly addsToRequests: boolean
}
