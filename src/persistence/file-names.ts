/**
 * Converts the name of a sandbox to a file name. Escapes capitals and dots, so that `Login` and `login` have different
 * files on case-insensitive disks, and a sandbox is never mistaken for the log of another.
 */
export function toFileName(sandbox: string): string {
  return sandbox.replaceAll(/[A-Z.]/g, (letter) => (letter === '.' ? '%-' : `%${letter.toLowerCase()}`))
}

/** Reverses toFileName. */
export function fromFileName(fileName: string): string {
  return fileName.replaceAll(/%([a-z-])/g, (_, letter: string) => (letter === '-' ? '.' : letter.toUpperCase()))
}
