/** Whether a key looks like one of the real service's, which no test should need. */
export function looksReal(key: string): boolean {
  return /^KEY[0-9A-Za-z]{16,}(_[\w-]+)?$/.test(key)
}

/** A key as it may be written down: that of a sandbox whole, of any other its first letters at most. */
export function maskKey(key: string): string {
  if (key.startsWith('sandbox_')) return key
  return `${key.length > 12 ? key.slice(0, 4) : ''}****`
}

/** The same for an Authorization header. */
export function maskAuthorization(header: string): string {
  const [, scheme, key] = /^(Bearer) +(\S+)$/i.exec(header) ?? []
  return scheme === undefined || key === undefined ? '****' : `${scheme} ${maskKey(key)}`
}
