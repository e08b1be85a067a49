import { fstatSync } from 'node:fs'

/** The standard streams that are a terminal. */
function listTerminals(): number[] {
  return [0, 1, 2].filter(isTerminal)
}

/** Whether a standard stream is a terminal. It is asked without opening it. */
export function isTerminal(stream: number): boolean {
  // The module is loaded only here, because most starts have no terminal.
  return isCharacterDevice(stream) && process.getBuiltinModule('node:tty').isatty(stream)
}

function isCharacterDevice(stream: number): boolean {
  try {
    return fstatSync(stream).isCharacterDevice()
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
