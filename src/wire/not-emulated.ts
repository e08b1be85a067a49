import { refuse } from '../core/errors.js'
import type { Dialect } from '../core/settings.js'

/** Channels that the vendor documents, or documented once, and that the emulator does not have (X1). */
const notEmulated = ['dtmf_confirm', 'psd2', 'rcs'] as const

/** A hint about a channel that is documented and not emulated; undefined for any other name (X1). */
export function hintNotEmulated(channel: string): string | undefined {
  if (!notEmulated.some((name) => name === channel.toLowerCase())) return undefined
  return `${channel.toLowerCase()} is documented by the vendor, but not emulated; use sms, call, flashcall or whatsapp`
}

/** A hint about a method to verify a number that is documented and not emulated; undefined for any other (X1). */
export function hintMethodNotEmulated(method: unknown): string | undefined {
  if (typeof method !== 'string' || method.toLowerCase() !== 'dtmf') return undefined
  return 'the method dtmf is documented by the vendor, but not emulated; use sms or call'
}

/**
 * Refuses a profile with the section `dtmf_confirm`, which the documentation has today (X1). The sections of former
 * channels, and in the `spec` dialect this one too, are unknown fields like any other: ignored, with a hint (H11).
 *
 * @throws {Refusal} 422, 10027 in the `docs` dialect
 */
export function refuseUnemulatedSections(body: object, dialect: Dialect, hints: string[]): void {
  for (const channel of notEmulated) {
    if (!Object.hasOwn(body, channel)) continue
    const hint = hintNotEmulated(channel) as string
    if (dialect === 'spec' || channel !== 'dtmf_confirm') {
      hints.push(`${hint}; the section was ignored`)
      continue
    }
    refuse('10027', {
      rule: 'X1',
      source: { pointer: `/${channel}` },
      hint,
    })
  }
}
