/** A receiver on a port of this machine. */
export interface Running {
  readonly url: string
  readonly close: () => Promise<void>
}

export function urlAt(port: number): string {
  return `http://127.0.0.1:${port}/webhooks`
}
