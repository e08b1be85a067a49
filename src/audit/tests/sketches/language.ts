import type { Phone } from './step.js'

/** How a runner writes each step of a test. Every function returns lines without indentation. */
export interface Language {
  readonly test: (title: string, body: readonly string[]) => readonly string[]
  readonly note: (text: string) => string
  readonly phone: (name: Phone, number: string) => string
  readonly send: (phone: Phone) => string
  readonly refusedSend: (phone: Phone) => string
  readonly read: (name: string, phone: Phone) => string
  /** A code that is not the right one. */
  readonly wrongCode: (name: string) => string
  readonly check: (code: string, isAccepted: boolean) => string
  readonly repeat: (times: number, line: string) => readonly string[]
  readonly advance: (duration: string) => string
  readonly force: (outcome: string) => string
  readonly fault: (kind: string, operation: 'send' | 'check') => string
  readonly webhookFault: (kind: string) => string
  readonly messages: (count: number, phone: Phone) => string
}

/** The operations that a fault is injected into. */
export const operationOf = { send: 'CreateVerificationSms', check: 'VerifyVerificationCodeByPhoneNumber' } as const

/** Indents lines by a number of spaces. */
export const indent = (lines: readonly string[], by: number): string[] => lines.map((line) => ' '.repeat(by) + line)

/** Writes a text as a literal of JavaScript. */
export const quote = (text: string): string =>
  text.includes("'") ? JSON.stringify(text) : `'${text.replaceAll('\\', '\\\\')}'`
