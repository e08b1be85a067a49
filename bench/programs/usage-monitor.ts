/** Loaded into a server before its own code, where `/proc` does not exist: answers the message `usage` of its parent. */

/** What a process uses. */
export interface Usage {
  /** User and system time of all threads since its start. Milliseconds. */
  readonly processorMs: number
  /** MB (2^20 bytes). */
  readonly residentMb: number
}

process.on('message', (message) => {
  if (message !== 'usage') return
  const { user, system } = process.cpuUsage()
  process.send?.({ processorMs: (user + system) / 1000, residentMb: process.memoryUsage.rss() / 2 ** 20 })
})
process.channel?.unref()
