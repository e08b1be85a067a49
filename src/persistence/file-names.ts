/**
 * The file of a sandbox: capitals and dots are escaped, so that `Login` and `login` stay apart on disks that do not
 * tell case, and no sandbox is mistaken for another's log.
 */
export function toFileName(sandbox: string): string {
  return sandbox.replaceAll(/[A-Z.]/g, (letter) => (letter === '.' ? '%-' : `%${letter.toLowerCase()}`))
}

/** The reverse of toFileName. */
export function fromFileName(fileName: string): string {
  return fileName.replaceAll(/%([a-z-])/g, (_, letter: string) => (letter === '-' ? '.' : letter.toUpperCase()))
}
