/** The pattern of the real service's API keys. */
export const realKeyPattern = 'KEY[0-9A-Za-z]{16,}(?:_[\\w-]+)?'

const realKey = new RegExp(`^${realKeyPattern}$`)

/** Whether a key looks like one of the real service's, which tests should never need. */
export function looksReal(key: string): boolean {
  return realKey.test(key)
}

/** Masks a key for logs: a sandbox key is kept whole, any other is reduced to its first letters. */
export function maskKey(key: string): string {
  if (key.startsWith('sandbox_')) return key
  return `${key.length > 12 ? key.slice(0, 4) : ''}****`
}

/** Masks the key in an Authorization header. */
export function maskAuthorization(header: string): string {
  const [, scheme, key] = /^(Bearer) +(\S+)$/i.exec(header) ?? []
  return scheme === undefined || key === undefined ? '****' : `${scheme} ${maskKey(key)}`
}
