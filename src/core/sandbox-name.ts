/** Valid names of sandboxes: they become part of an API key and of a file name. */
const goodName = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/

/** Whether a sandbox can have this name. */
export function isSandboxName(name: string): boolean {
  return goodName.test(name)
}
