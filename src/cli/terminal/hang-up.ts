import { fstatSync, statSync } from 'node:fs'

/** The standard streams that are a terminal. */
function listTerminals(): number[] {
  return [0, 1, 2].filter(isTerminal)
}

/** Whether a standard stream is a terminal. It is asked without opening it. */
export function isTerminal(stream: number): boolean {
  // The module is loaded only here, because most starts have no terminal.
  return isPerhapsTerminal(stream) && process.getBuiltinModule('node:tty').isatty(stream)
}

/** Whether a stream is a character device, but not the null device, which services and containers have as their stdin. */
function isPerhapsTerminal(stream: number): boolean {
  try {
    const device = fstatSync(stream)
    return device.isCharacterDevice() && device.rdev !== statSync('/dev/null', { throwIfNoEntry: false })?.rdev
  } catch {
    return false // closed
  }
}

/**
 * Remembers the terminal of this process.
 *
 * @returns whether it was closed since then
 */
export function watchTerminal(): () => boolean {
  const before = listTerminals()
  return () => before.length > 0 && listTerminals().length < before.length
}

/**
 * Lets this process end by SIGHUP once it exits. Node aborts, with a core dump, when it exits after its terminal was
 * closed: it cannot restore the settings of the terminal.
 */
export function endByHangUp(): void {
  process.once('exit', () => {
    process.removeAllListeners('SIGHUP')
    process.kill(process.pid, 'SIGHUP')
  })
}
