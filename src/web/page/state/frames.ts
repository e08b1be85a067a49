/** Gathers what arrives and hands it over once a frame, or four times a second while the page is hidden. */
export function createFrameQueue<Item>(take: (items: Item[]) => void): (item: Item) => void {
  let waiting: Item[] = []
  const hand = () => {
    const items = waiting
    waiting = []
    take(items)
  }
  return (item) => {
    if (waiting.push(item) > 1) return
    if (document.hidden) setTimeout(hand, 250)
    else requestAnimationFrame(hand)
  }
}
