/** A check cannot ask its question here. The message says why, and what would be needed. */
export class SkipError extends Error {}

/** An honest step of a check did not work, so that the check proves nothing. */
export class BrokenControlError extends Error {}
