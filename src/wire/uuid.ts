/** Source of a pattern for one uuid, of any version, to be put into larger ones; its letters may be of either case. */
export const uuidSource = '[\\da-fA-F]{8}(?:-[\\da-fA-F]{4}){3}-[\\da-fA-F]{12}'

const whole = new RegExp(`^${uuidSource}$`)

export function isUuid(text: string): boolean {
  return whole.test(text)
}
