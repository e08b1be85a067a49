import { DigitIndex } from './digit-index.js'
import { SecretIndex } from './secret-index.js'

/** Secrets that were learned since the last time that the memory for them was full. */
export class Generation {
  readonly index = new SecretIndex()
  readonly digits = new DigitIndex()
  readonly known = new Set<string>()
  /** An estimate. Bytes. */
  size = 0
}
