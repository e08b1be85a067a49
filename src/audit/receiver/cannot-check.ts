/** Why a receiver could not be checked at all; the message says what to do. */
export class CannotCheck extends Error {}
