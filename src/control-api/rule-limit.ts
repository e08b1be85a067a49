import { InputError } from '../wire/input-error.js'

/** More than a test can mean; each request is compared with all of them. */
const mostRules = 1000

/** @throws {InputError} when a list of rules is full */
export function checkRuleLimit(rules: readonly unknown[], kind: string): void {
  if (rules.length >= mostRules)
    throw new InputError(`There are ${mostRules} ${kind} already; remove some before you add another.`)
}
