import { InputError } from './input-error.js'

/** Whether a value is an absolute http or https URL. Only its shape is checked, because this room has no `URL`. */
export function isHttpUrl(value: unknown): value is string {
  return typeof value === 'string' && /^https?:\/\/[^\s/?#]+(?:[/?#]\S*)?$/i.test(value)
}

/** @throws {InputError} for anything but an absolute http or https URL */
export function requireHttpUrl(value: unknown, where: string, example: string): string {
  if (isHttpUrl(value)) return value
  const given = value === undefined ? 'undefined' : JSON.stringify(value)
  throw new InputError(`${where} must be an http or https URL like ${example}, not ${given}.`)
}
