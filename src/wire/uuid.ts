/** Regular expression source for a UUID of any version and case, for use in larger patterns. */
export const uuidSource = '[\\da-fA-F]{8}(?:-[\\da-fA-F]{4}){3}-[\\da-fA-F]{12}'

const whole = new RegExp(`^${uuidSource}$`)

export function isUuid(text: string): boolean {
  return whole.test(text)
}
