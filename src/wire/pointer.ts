/** The value at a JSON pointer (RFC 6901); undefined if the pointer leads nowhere. */
export function readPointer(value: unknown, pointer: string): unknown {
  const tokens = pointer.split('/').slice(1)
  return tokens.reduce<unknown>((node, token) => {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~')
    return typeof node === 'object' && node !== null && Object.hasOwn(node, name)
      ? (node as Record<string, unknown>)[name]
      : undefined
  }, value)
}
