import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { findRows } from './find-rows.js'

interface VirtualListProps {
  readonly count: number
  readonly keyAt: (index: number) => string
  readonly render: (index: number) => ComponentChildren
  /** Pixels of a row; with `measured` only until it has been seen. */
  readonly rowHeight: number
  readonly measured?: boolean
  /** The first item lies at the bottom, as in a conversation. */
  readonly upward?: boolean
  readonly label: string
  readonly class?: string
  readonly role?: 'log' | 'list'
}

/** A list, newest first, of which only what is visible is in the document. */
export function VirtualList(props: VirtualListProps) {
  const { count, keyAt, render, rowHeight, measured, upward, label, role = 'list' } = props
  const box = useRef<HTMLDivElement>(null)
  const heights = useRef(new Map<string, number>()).current
  const [scroll, setScroll] = useState({ at: 0, height: 600 })
  const firstKey = useRef('')
  const [, redraw] = useState(0)

  const sizeAt = (index: number) => (measured ? (heights.get(keyAt(index)) ?? rowHeight) : rowHeight)
  let total = count * rowHeight
  if (measured) for (let index = 0; index < count; index++) total += sizeAt(index) - rowHeight
  const { first, end, offset } = findRows(count, sizeAt, scroll.at, scroll.at + scroll.height)

  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    const observer = new ResizeObserver(() => {
      heights.clear() // the lines may break elsewhere
      setScroll({ at: Math.abs(element.scrollTop), height: element.clientHeight })
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    let hasChanged = false
    if (measured)
      for (const row of element.querySelectorAll<HTMLElement>('[data-row]')) {
        const { row: key = '' } = row.dataset
        if (heights.has(key)) continue
        heights.set(key, row.offsetHeight)
        hasChanged = true
      }
    keepPlace(element)
    if (hasChanged) redraw((version) => version + 1)
  })

  /** What is read stays where it is when new rows come before it. */
  function keepPlace(element: HTMLElement): void {
    const newest = count > 0 ? keyAt(0) : ''
    if (newest !== firstKey.current && scroll.at > 8) {
      let added = 0
      for (let index = 0; index < Math.min(count, 2000) && keyAt(index) !== firstKey.current; index++)
        added += sizeAt(index)
      element.scrollTop += upward ? -added : added
    }
    firstKey.current = newest
  }

  const rows = []
  for (let index = first; index < end; index++) {
    const key = keyAt(index)
    rows.push(
      // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role is a variable
      <div
        key={key}
        data-row={key}
        role={role === 'list' ? 'listitem' : undefined}
        aria-posinset={role === 'list' ? index + 1 : undefined}
        aria-setsize={role === 'list' ? count : undefined}
        class="row"
        style={measured ? undefined : { height: `${rowHeight}px` }}
      >
        {render(index)}
      </div>,
    )
  }
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role is a variable
    <div
      ref={box}
      class={`virtual ${upward ? 'upward' : ''} ${props.class ?? ''}`}
      role={role}
      aria-label={label}
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, clientHeight } }) => {
        setScroll({ at: Math.abs(scrollTop), height: clientHeight })
      }}
    >
      <div class="virtual-space" style={{ height: `${total}px` }}>
        <div class="virtual-rows" style={{ transform: `translateY(${upward ? -offset : offset}px)` }}>
          {upward ? rows.reverse() : rows}
        </div>
      </div>
    </div>
  )
}
