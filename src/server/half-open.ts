/**
 * How long a client that has ended its side is waited for while nothing is sent to it. It may still read, like `nc -N`, or be
 * gone: only a write can tell. Longer than a long poll that does not name a timeout. Milliseconds.
 */
export const halfOpenMs = 15_000
