/** A seed that is different each time. What is drawn from it guards nothing, so Node's crypto, slow to load, is not asked. */
export function drawSeed(): string {
  return `${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`
}
