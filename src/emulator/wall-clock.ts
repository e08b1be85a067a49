/** Whether a function is the runtime's own, not a replacement by fake timers or a spy. */
const isNative = (value: unknown) => /\{\s*\[native code\]\s*\}\s*$/.test(Function.prototype.toString.call(value))

/**
 * The wall clock of the machine, in Unix milliseconds, which fake timers of a test do not change: neither those installed
 * before this module is loaded nor those installed after it.
 *
 * @param date the global Date at the time of the call
 */
export function findWallClock(date: Pick<DateConstructor, 'now'> = Date): () => number {
  const { now } = date
  if (isNative(date) && isNative(now)) return now
  // Another realm has a Date of its own.
  const vm = process.getBuiltinModule?.('node:vm')
  return vm === undefined ? now : (vm.runInNewContext('Date.now') as () => number)
}
