import { existsSync, readFileSync } from 'node:fs'

/** Files that Docker and Podman put into each container. */
const markers = ['/.dockerenv', '/run/.containerenv']

/** Names in the control groups of the first process, where a runtime tells nothing else. */
const groupNames = /docker|containerd|kubepods|libpod|\/lxc\//

/** The files that tell whether this process runs in a container. */
export interface MachineFiles {
  readonly exists: (path: string) => boolean
  /** @throws if the file cannot be read */
  readonly read: (path: string) => string
}

const ownFiles: MachineFiles = { exists: existsSync, read: (path) => readFileSync(path, 'utf8') }

/**
 * Whether this process runs in a container, where `localhost` is the container itself.
 *
 * @example
 * ```ts
 * isInContainer({ exists: (path) => path === '/.dockerenv', read: () => '' }) // true
 * ```
 */
export function isInContainer({ exists, read }: MachineFiles = ownFiles): boolean {
  if (markers.some(exists)) return true
  try {
    return groupNames.test(read('/proc/1/cgroup'))
  } catch {
    return false
  }
}
