const duration = '((?:\\d+(?:\\.\\d+)?(?:ms|s|m|h|d))+)'
const pattern = new RegExp(
  `^(?:(fixed)-${duration}|(uniform)-${duration}-${duration}|(log-normal)-${duration}(?:-${duration})?)$`,
)

/** A preset in its parts: its shape, and its one or two durations as text. */
export type LatencyPreset =
  | { readonly shape: 'fixed'; readonly durations: readonly [string] }
  | { readonly shape: 'uniform'; readonly durations: readonly [string, string] }
  | { readonly shape: 'log-normal'; readonly durations: readonly [median: string, p95?: string] }

/** Recognizes `fixed-150ms`, `uniform-50ms-300ms`, `log-normal-150ms` and `log-normal-150ms-600ms`. */
export function findLatencyPreset(text: string): LatencyPreset | undefined {
  const parts = pattern
    .exec(text)
    ?.slice(1)
    .filter((part) => part !== undefined)
  if (parts === undefined) return undefined
  const [shape, ...durations] = parts
  return { shape, durations } as unknown as LatencyPreset
}
