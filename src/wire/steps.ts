/** Work that can be interrupted: each yield is a place where others may run. */
export type Steps<Result = void> = Generator<void, Result, void>

/** Runs work to its end without a break. */
export function finish<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
  }
}

/** Runs work to its end, with a pause at each of its breaks. */
export async function inSlices<Result>(steps: Steps<Result>, pause: () => Promise<void>): Promise<Result> {
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
    await pause()
  }
}

/**
 * Whether the work on the item with this index is a place to let others run.
 *
 * @param every the number of items that take about a millisecond
 */
export const isPause = (index: number, every = 2000): boolean => index % every === every - 1

/** Converts items. Yields when others may run. @param every the number of items that take about a millisecond */
export function* mapInSteps<Item, Result>(
  items: Iterable<Item>,
  convert: (item: Item) => Result,
  every: number,
): Steps<Result[]> {
  const results: Result[] = []
  for (const item of items) if (isPause(results.push(convert(item)), every)) yield
  return results
}
