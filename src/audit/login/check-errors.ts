import { DriverError } from '../flow/driver.js'

/** A check cannot ask its question here. The message says why, and what would be needed. */
export class SkipError extends Error {}

/** An honest step of a check did not work, so that the check proves nothing. */
export class BrokenControlError extends Error {}

/** Whether an error means that an honest step or the driver did not work, and not that the audit has a bug. */
export const isBroken = (error: unknown): error is Error =>
  error instanceof BrokenControlError || error instanceof DriverError
