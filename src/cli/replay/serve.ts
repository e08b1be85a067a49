/** Waits for Ctrl-C or SIGTERM. @returns the exit code */
export function serveUntilSignal(): Promise<number> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(0))
  })
}
