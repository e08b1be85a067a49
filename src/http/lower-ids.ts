import type { State } from '../core/state.js'
import { isUuid } from '../wire/uuid.js'

type Fields = Readonly<Record<string, unknown>>

/** Fields of a body with the ID of a record. */
const idFields: readonly string[] = ['verify_profile_id', 'messaging_template_id']

/** Path and body of a request with all IDs in lower case, and whether any was not. A UUID means the same in any case (P14). */
export function lowerIds(
  state: State,
  path: Record<string, string>,
  body: unknown,
): { path: Record<string, string>; body: unknown; hint?: string } {
  let sent: string | undefined
  const lower = (id: string) => {
    if (!isUuid(id) || id === id.toLowerCase()) return id
    sent ??= id
    return id.toLowerCase()
  }
  // An ID from a file is kept as it is written there.
  const isKnown = (id: string) => state.verifications.has(id) || state.profiles.has(id) || state.templates.has(id)
  const lowerFields = (fields: Fields): Fields =>
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        idFields.includes(name) && typeof value === 'string' && !isKnown(value) ? lower(value) : lowerInside(value),
      ]),
    )
  const lowerInside = (value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && 'messaging_template_id' in value
      ? lowerFields(value as Fields)
      : value
  const lowered = {
    path: Object.fromEntries(
      Object.entries(path).map(([name, value]) => [name, isKnown(value) ? value : lower(value)]),
    ),
    body: typeof body === 'object' && body !== null && !Array.isArray(body) ? lowerFields(body as Fields) : body,
  }
  return sent === undefined
    ? { path, body }
    : { ...lowered, hint: `IDs are in lower case; ${sent} is taken as ${sent.toLowerCase()}` }
}

/** Whether a request may contain an ID in upper case. Few do, so the search for it is not needed. */
export const hasUpperCaseId = (path: string, body: string | null) =>
  (/[A-F]/.test(path) && /[\dA-Fa-f-]{20}/.test(path)) ||
  (body !== null && /[A-F]/.test(body) && /_id"\s*:\s*"[^"]*[A-F]/.test(body))
