import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { Button } from './button.tsx'

interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly class?: string
  readonly testId?: string
  readonly children: ComponentChildren
}

/** A modal dialog of the browser: it keeps the focus and gives it back. */
export function Dialog({ title, onClose, children, class: name = '', testId }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  // Before the first paint, so that it is never seen without its focus.
  useLayoutEffect(() => {
    const before = document.activeElement
    ref.current?.showModal()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it, by the browser
    <dialog
      ref={ref}
      class={`dialog ${name}`}
      aria-label={title}
      data-testid={testId}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === ref.current) onClose() // the backdrop
      }}
    >
      <div class="dialog-body">
        <div class="dialog-head">
          <h2>{title}</h2>
          <Button label="Close" icon="close" bare onClick={onClose} />
        </div>
        {children}
      </div>
    </dialog>
  )
}
