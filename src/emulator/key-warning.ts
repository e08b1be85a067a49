import { looksReal, maskKey } from '../wire/masking.js'

/** Says once that a key of the real service is in use, which no test needs. */
export function createKeyWarning(warn: (sentence: string) => void): (key: string) => void {
  let hasWarned = false
  return (key) => {
    if (hasWarned || !looksReal(key)) return
    hasWarned = true
    warn(
      `A key that looks like one of the real service's is in use (${maskKey(key)}). It works here, but no test needs it: sandbox_<name> will do.`,
    )
  }
}
