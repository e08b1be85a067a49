/** Unix milliseconds as records have them: microseconds, no zone, UTC. */
export function toTimestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, -1)}000`
}
