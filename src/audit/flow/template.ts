/** Values by the name between double braces. */
export type Variables = Readonly<Record<string, unknown>>

const places = /\{\{\s*([\w-]+)\s*\}\}/g

/** Replaces every `{{name}}` in a text. A name without a value becomes an empty text, as in a form that was not filled in. */
export function fillText(text: string, variables: Variables): string {
  return text.replace(places, (_, name: string) => toText(variables[name]))
}

/** Replaces every `{{name}}` in a JSON value. A text that is one place alone becomes the value itself, whatever its type. */
export function fillJson(value: unknown, variables: Variables): unknown {
  if (typeof value === 'string') {
    const [whole, name] = /^\{\{\s*([\w-]+)\s*\}\}$/.exec(value) ?? []
    return whole === undefined ? fillText(value, variables) : (variables[name as string] ?? nothingOf(name, variables))
  }
  if (Array.isArray(value)) return value.map((item) => fillJson(item, variables))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, fillJson(member, variables)]))
}

/** The names between double braces anywhere in a value. */
export function namesIn(value: unknown): string[] {
  return [...JSON.stringify(value ?? null).matchAll(places)].map(([, name]) => name as string)
}

/** A variable that is null stays null; one that is missing is an empty text. */
const nothingOf = (name: string | undefined, variables: Variables) =>
  name !== undefined && variables[name] === null ? null : ''

function toText(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
