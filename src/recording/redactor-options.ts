export interface RedactorOptions {
  /** The number to write in place of another, both in E.164. The same number for a number that may be written. */
  readonly standInForNumber: (number: string) => string
  /** The code to write in place of another, of the same length, and always the same for the same code. */
  readonly standInForCode: (code: string, isTaken: (code: string) => boolean) => string
  /** What to write in place of names, of organizations for example. */
  readonly standInsForNames: ReadonlyMap<string, string>
  /** API keys that are known from the start. */
  readonly keys: readonly string[]
  /** Whether phone numbers and codes are written as they are: those of tests are no secrets. */
  readonly keepsNumbers?: boolean
  /** Called when something was removed only for its looks, and when secrets were forgotten because there were too many. */
  readonly onNotice?: (notice: 'shape' | 'forgotten') => void
}
