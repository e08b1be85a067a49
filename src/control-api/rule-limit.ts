import { InputError } from '../wire/input-error.js'

/** More than a test needs; each request is compared with all of them. */
const mostRules = 1000

/** @throws {InputError} if a list of rules is full */
export function checkRuleLimit(rules: readonly unknown[], kind: string): void {
  if (rules.length >= mostRules)
    throw new InputError(`The sandbox already has ${mostRules} ${kind}. Remove some before you add another.`)
}
