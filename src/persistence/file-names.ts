/** Names that Windows keeps for devices, with any extension. */
const deviceNames = /^(?:con|prn|aux|nul|com\d|lpt\d)$/

/**
 * Converts the name of a sandbox to a file name. Escapes capitals and dots, so that `Login` and `login` have different
 * files on case-insensitive disks, and a sandbox is never mistaken for the log of another. The name of a device gets a
 * mark at its end: on Windows a file `nul.json` cannot exist.
 */
export function toFileName(sandbox: string): string {
  const escaped = sandbox.replaceAll(/[A-Z.]/g, (letter) => (letter === '.' ? '%-' : `%${letter.toLowerCase()}`))
  return deviceNames.test(escaped) ? `${escaped}%` : escaped
}

/** Reverses toFileName. */
export function fromFileName(fileName: string): string {
  return fileName
    .replace(/%$/, '')
    .replaceAll(/%([a-z-])/g, (_, letter: string) => (letter === '-' ? '.' : letter.toUpperCase()))
}
