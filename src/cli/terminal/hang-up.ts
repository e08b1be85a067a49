import { fstatSync } from 'node:fs'

/** The standard streams that are a terminal. */
function listTerminals(): number[] {
  const candidates = [0, 1, 2].filter(isCharacterDevice)
  if (candidates.length === 0) return []
  // Loaded only here, because most starts have no terminal.
  const { isatty } = process.getBuiltinModule('node:tty')
  return candidates.filter((stream) => isatty(stream))
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
