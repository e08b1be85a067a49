/** Something that a user wrote (in a request, a config file, fixtures) will not do; the message says what would. */
export class Unusable extends Error {
  constructor(
    message: string,
    /** For the control API. */
    readonly status: 400 | 422 = 422,
  ) {
    super(message)
  }
}
