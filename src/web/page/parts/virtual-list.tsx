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
  const { count, keyAt, rowHeight, measured, upward, label, role = 'list' } = props
  const box = useRef<HTMLDivElement>(null)
  const heights = useRef(new Map<string, number>()).current
  const [scroll, setScroll] = useState({ at: 0, height: 600 })
  const firstKey = useRef('')
  const [, redraw] = useState(0)

  const sizeAt = (index: number) => (measured ? (heights.get(keyAt(index)) ?? rowHeight) : rowHeight)
  let total = count * rowHeight
  if (measured) for (let index = 0; index < count; index++) total += sizeAt(index) - rowHeight
  const { first, end, offset } = findRows(count, sizeAt, scroll.at, scroll.at + scroll.height)

  useResize(box, (element) => {
    heights.clear() // the lines may break elsewhere
    setScroll({ at: Math.abs(element.scrollTop), height: element.clientHeight })
  })

  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    const isNew = measured === true && measureRows(element, heights)
    keepPlace(element)
    if (isNew) redraw((version) => version + 1)
  })

  /** Keeps the visible rows in place when new rows come before them. */
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

  const rows = renderRows(props, first, end)
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

function renderRows(
  { count, keyAt, render, rowHeight, measured, role = 'list' }: VirtualListProps,
  first: number,
  end: number,
) {
  const rows = []
  for (let index = first; index < end; index++) {
    const key = keyAt(index)
    rows.push(
      <div
        key={key}
        data-row={key}
        {...(role === 'list' && { role: 'listitem', 'aria-posinset': index + 1, 'aria-setsize': count })}
        class="row"
        style={measured ? undefined : { height: `${rowHeight}px` }}
      >
        {render(index)}
      </div>,
    )
  }
  return rows
}

/** Calls back with the size of an element, now and whenever it changes. */
function useResize(ref: { readonly current: HTMLElement | null }, onResize: (element: HTMLElement) => void): void {
  useLayoutEffect(() => {
    const element = ref.current
    if (element === null) return
    const observer = new ResizeObserver(() => onResize(element))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
}

/** Notes the heights of rows that are seen for the first time. @returns whether there were any */
function measureRows(element: HTMLElement, heights: Map<string, number>): boolean {
  const unknown = [...element.querySelectorAll<HTMLElement>('[data-row]')].filter(
    ({ dataset }) => !heights.has(dataset.row ?? ''),
  )
  for (const row of unknown) heights.set(row.dataset.row ?? '', row.offsetHeight)
  return unknown.length > 0
}
