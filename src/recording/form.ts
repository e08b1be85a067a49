/** A parameter of a query or a form. */
export interface Field {
  /** Decoded. */
  readonly name: string
  /** Decoded. */
  readonly value: string
  /** As sent. */
  readonly written: string
}

/** The parameters of a query or a form, in their order. */
export function readFields(text: string): Field[] {
  if (text === '') return []
  return text.split(/[&;]/).map((written) => {
    const equals = written.indexOf('=')
    const [name, value] = equals < 0 ? ['', written] : [written.slice(0, equals), written.slice(equals + 1)]
    return { name: decodeField(name), value: decodeField(value), written }
  })
}

const decodeField = (text: string) => decodePart(text.replaceAll('+', text.includes('%') ? ' ' : '+'))

/** Decodes a part of a URL or a form; an invalid one is returned unchanged. */
export function decodePart(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** Whether a text is a form: names and values without white space. */
export function isForm(text: string): boolean {
  return (
    text.includes('=') &&
    !/[\s<>"{]/.test(text) &&
    /^[\w.~%+[\]*-]+=|^&/.test(text) &&
    !/&(?![\w.~%+[\]*-]+=|&|$)/.test(text)
  )
}

/** Splits a long form between its fields. */
export function* splitForm(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('&', from + 16_384)
    const next = end < 0 ? text.length : end + 1
    yield text.slice(from, next)
    from = next
  }
}

/** Encodes a part of a URL or a form again if it was changed. */
export function encodePart(part: string, plain: string, clean: string): string {
  if (clean === plain) return part
  const encoded = encodeURIComponent(clean)
  return part.includes('+') ? encoded.replaceAll('%2B', '+') : encoded
}
