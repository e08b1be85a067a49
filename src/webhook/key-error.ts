/** A key or a secret that cannot be used; the message says what would be one. */
export class KeyError extends Error {}
