import { Unusable } from '../wire/input-error.js'

/** More than a test can mean; each request is compared with all of them. */
const most = 1000

/** @throws {Unusable} when a list of what is scripted is full */
export function requireRoom(list: readonly unknown[], what: string): void {
  if (list.length >= most) throw new Unusable(`There are ${most} ${what} already; remove some before you add another.`)
}
