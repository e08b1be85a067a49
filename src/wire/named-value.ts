import type { SecretKind } from './secret-names.js'

/** A value in a text whose name says that it is secret. */
export interface NamedValue {
  readonly start: number
  readonly end: number
  readonly kind: SecretKind
}
