/**
 * The base of every error that this package throws on purpose. Catch it by class, and tell its kinds apart by `code`.
 *
 * @example
 * ```ts
 * try {
 *   await createEmulator({ fixtures: 'verify.json' })
 * } catch (error) {
 *   if (error instanceof VerifyEmulatorError && error.code === 'file_unreadable') console.error(error.message)
 *   else throw error
 * }
 * ```
 */
export abstract class VerifyEmulatorError extends Error {
  /** Each class writes its name out, because minifying renames classes. */
  abstract override readonly name: string
  /** A stable word for the kind of error, in snake_case. */
  abstract readonly code: string
}
