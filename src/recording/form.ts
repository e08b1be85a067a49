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

/** Where the part of a path, a query or a form ends that begins at a place. */
export function endOfPart(text: string, start: number): number {
  let end = start
  while (end < text.length && !'/?&=;#'.includes(text[end] as string)) end++
  return end
}

/** Encodes a part of a URL or a form again if it was changed. */
export function encodePart(part: string, plain: string, clean: string): string {
  if (clean === plain) return part
  const encoded = encodeURIComponent(clean)
  return part.includes('+') ? encoded.replaceAll('%2B', '+') : encoded
}
