/**
 * The file of a sandbox: capitals and dots are escaped, so that `Login` and `login` stay apart on disks that do not
 * tell case, and no sandbox is mistaken for another's tail.
 */
export function toFileName(sandbox: string): string {
  return sandbox.replaceAll(/[A-Z.]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`)
}

/** The reverse of toFileName. */
export function fromFileName(fileName: string): string {
  return fileName.replaceAll(/%([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}
