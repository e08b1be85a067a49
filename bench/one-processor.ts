import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * The processor that the load and the servers share: the last one that this process may use.
 *
 * @param status the text of `/proc/<pid>/status`, whose list may look like `0-3,8`
 * @throws for another text
 */
export function parseLastProcessor(status: string): string {
  const [, last] = /^Cpus_allowed_list:\s.*?(\d+)$/m.exec(status) ?? []
  if (last === undefined) throw new Error(`Not the text of /proc/<pid>/status: ${status}`)
  return last
}

let canShare = process.platform === 'linux'

/** Whether processes can be moved to one processor; false on other systems, and without the programs for it. */
export const isProcessorShared = () => canShare

/**
 * Moves a process with all its threads to one processor. On two, a server pays for each answer that wakes up a load asleep
 * on the other, and the load slows down the caches that both use: how much is up to the scheduler, from slice to slice.
 *
 * The load runs as a batch program: it does not interrupt a server that has just answered it, so that the server handles
 * all requests of a turn of its event loop before the load reads the answers.
 */
export function shareProcessor(pid: number | undefined, { asBatch = false } = {}): void {
  if (!canShare || pid === undefined) return
  try {
    const processor = parseLastProcessor(readFileSync('/proc/self/status', 'utf8'))
    execFileSync('taskset', ['-apc', processor, String(pid)], { stdio: 'ignore' })
    if (asBatch) execFileSync('chrt', ['-a', '-b', '-p', '0', String(pid)], { stdio: 'ignore' })
  } catch {
    canShare = false
    process.stderr.write('The load and the servers share no processor: taskset and chrt of util-linux are missing.\n')
  }
}
