/** Why a contract check could not run, in a sentence that says what to do. Exit code 2. */
export class CannotRun extends Error {
  override readonly name = 'CannotRun'
}
