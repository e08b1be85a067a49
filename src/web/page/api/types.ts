/** The records that the page reads, in the casing of TypeScript. */
import type { components } from '../../../spec/control.js'

type Schemas = components['schemas']

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name

type Camel<Value> = Value extends readonly (infer Item)[]
  ? Camel<Item>[]
  : Value extends object
    ? { [Name in keyof Value as Name extends string ? CamelCase<Name> : Name]: Camel<Value[Name]> }
    : Value

export type Channel = Schemas['Channel']
export type Status = 'pending' | 'accepted' | 'invalid' | 'expired' | 'error'

/** A message in the inbox, with its verification as it is now. */
export type Message = Camel<Schemas['Message']> & {
  readonly status?: Status | null
  readonly failedChecks?: number
  readonly delivery?: string | null
}

export interface EntryPart {
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly length?: number
}

/** A journal entry; an event also carries what it is about. */
export type Entry = Omit<Camel<Schemas['JournalEntry']>, 'request' | 'answer'> & {
  readonly request?: EntryPart
  readonly answer?: EntryPart
  readonly channel?: Channel
  readonly message?: Message
  readonly webhookId?: string
  readonly attempt?: number
}

/** Something on the agenda of the sandbox. */
export interface DueItem {
  readonly at: string
  readonly kind: 'expiry' | 'delivery' | 'webhook'
  readonly phoneNumber: string
  readonly verificationId: string
  readonly webhookId: string | null
  readonly text: string
}

export type ClockState = Camel<Schemas['Clock']>

/** The clock, and what is due by it, soonest first. */
export interface ClockAnswer {
  readonly clock: ClockState
  readonly due: readonly DueItem[]
  readonly dueTotal: number
}

export type SandboxInfo = Camel<Schemas['Sandbox']> & {
  readonly page?: { readonly embedActions: boolean; readonly lanUrls: readonly string[] }
}
export type SandboxSummary = Camel<Schemas['SandboxSummary']>
export type WebhookAttempt = Omit<Camel<Schemas['WebhookAttempt']>, 'request' | 'response'> & {
  readonly request: { readonly headers: Readonly<Record<string, string>>; readonly body: string }
  readonly response: { readonly headers: Readonly<Record<string, string>>; readonly body: string } | null
}
export type WebhookDelivery = Omit<Camel<Schemas['WebhookDelivery']>, 'attempts'> & {
  readonly attempts: readonly WebhookAttempt[]
}
export type Scenario = Camel<Schemas['Scenario']>
export type FaultRule = Camel<Schemas['FaultRule']>
export type WebhookFaultRule = Camel<Schemas['WebhookFaultRule']>
export type TestNumber = Camel<Schemas['TestNumberList']>['testNumbers'][number]
export type Coverage = Schemas['Coverage']

/** A rule of the emulator with its evidence. */
export interface Rule {
  readonly id: string
  readonly statement: string
  readonly evidence: readonly string[]
  readonly source?: string
  readonly dialect?: string
}

/** A profile as the emulated API writes it. */
export interface Profile {
  readonly id: string
  readonly name: string
  readonly language?: string
  readonly webhook_url?: string
  readonly [section: string]: unknown
}

export interface Template {
  readonly id: string
  readonly text: string
  readonly builtIn: boolean
}
