import { signal } from '@preact/signals'
import type { Verification } from '../state/records.js'

/** The verification that is turned into a test. */
export const testOf = signal<Verification | null>(null)

export function copyStoryAsTest(verification: Verification): void {
  testOf.value = verification
}
