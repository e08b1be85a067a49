const codeFields = new Set(['code', 'custom_code', 'verification_code'])

const stars = (text: string) => '*'.repeat(text.length)

/** A JSON body with its one-time codes masked, wherever they stand. */
export function maskCodes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskCodes)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) =>
      // The vendor's error codes stand in a member of the same name, beside a detail.
      codeFields.has(name) && isCode(member) && !('detail' in value) ? [name, stars(String(member))] : [name, maskCodes(member)],
    ),
  )
}

const isCode = (value: unknown) => typeof value === 'number' || (typeof value === 'string' && value !== '')

/** The same in a text that is no JSON, or was cut. */
export function maskCodesInText(text: string): string {
  return text.replaceAll(
    /("?(?:custom_|verification_)?code"?\s*[:=]\s*"?)([\w-]+)/g,
    (_, before: string, code: string) => before + stars(code),
  )
}

/** What a handset got, without the code: written, spoken digit by digit, or as the end of a caller's number. */
export function maskMessage(text: string, code: string): string {
  return text.replaceAll(code, stars(code)).replaceAll([...code].join(' '), [...stars(code)].join(' '))
}
