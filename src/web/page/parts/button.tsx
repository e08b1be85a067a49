/** Buttons that carry out a request, with the request itself one click away. */
import { signal, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { type ApiRequest, sendRequest } from '../api/call.js'
import { connection, notify } from '../state/app.js'
import { Icon, type IconName } from './icon.tsx'

/** The request whose curl, Node and Python are shown, with its name. */
export const shownRequest = signal<{ readonly title: string; readonly request: ApiRequest } | null>(null)

interface ButtonProps {
  readonly label: string
  readonly icon?: IconName
  /** Only the icon is seen; the label is its name. */
  readonly bare?: boolean
  readonly kind?: 'plain' | 'primary' | 'danger'
  readonly disabled?: boolean
  readonly title?: string
  readonly pressed?: boolean
  readonly type?: 'submit'
  readonly shortcut?: string
  readonly onClick?: () => void
  readonly children?: ComponentChildren
}

export function Button({
  label,
  icon,
  bare,
  kind = 'plain',
  title,
  pressed,
  shortcut,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      class={`button ${kind} ${bare ? 'bare' : ''}`}
      aria-label={bare ? label : undefined}
      title={title ?? (bare ? label : undefined)}
      aria-pressed={pressed}
      aria-keyshortcuts={shortcut}
    >
      {icon && <Icon name={icon} />}
      {!bare && <span>{label}</span>}
      {children}
      {shortcut && !bare && <kbd aria-hidden="true">{shortcut}</kbd>}
    </button>
  )
}

/** Carries out a request and tells how it ended. Returns its answer, undefined when it was refused. */
export async function perform(title: string, request: ApiRequest, done = `${title}: done.`): Promise<unknown> {
  try {
    const answer = await (await sendRequest(connection.value, request)).json()
    notify(done)
    return answer
  } catch (error) {
    notify((error as Error).message, 'bad')
    return undefined
  }
}

interface ActionProps extends Omit<ButtonProps, 'onClick'> {
  readonly request: () => ApiRequest
  readonly done?: string
  readonly onDone?: (answer: unknown) => void
}

/** A button for one request, and beside it the way to the request's text. */
export function Action({ request, done, onDone, label, disabled = false, ...rest }: ActionProps) {
  const isBusy = useSignal(false)
  const run = async () => {
    isBusy.value = true
    const answer = await perform(label, request(), done)
    isBusy.value = false
    if (answer !== undefined) onDone?.(answer)
  }
  return (
    <span class="action">
      <Button {...rest} label={label} disabled={disabled || isBusy.value} onClick={run} />
      <ShowRequest title={label} request={request} disabled={disabled} />
    </span>
  )
}

export const ShowRequest = ({
  title,
  request,
  disabled,
}: {
  title: string
  request: () => ApiRequest
  disabled?: boolean
}) => (
  <button
    type="button"
    class="button bare show-request"
    disabled={disabled}
    aria-label={`${title}: show the request`}
    title="Show as curl, Node and Python"
    onClick={() => {
      shownRequest.value = { title, request: request() }
    }}
  >
    <Icon name="code" />
  </button>
)

/** Copies a text and says so. */
export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    if (!copyBySelection(text)) {
      notify(`The browser does not allow copying here. Copy it by hand: ${text.slice(0, 80)}`, 'bad')
      return
    }
  }
  notify(`${what} copied.`)
}

/**
 * The way for a page in the LAN, which has no certificate and so no clipboard, and for a frame without the permission.
 *
 * @returns whether the browser allowed it
 */
function copyBySelection(text: string): boolean {
  const before = document.activeElement
  const field = document.createElement('textarea')
  field.value = text
  field.className = 'unseen'
  // An open dialog keeps the focus, and so the selection, inside of it.
  ;(document.querySelector('dialog[open]') ?? document.body).append(field)
  field.focus()
  field.select()
  const isCopied = document.execCommand('copy')
  field.remove()
  if (before instanceof HTMLElement) before.focus()
  return isCopied
}

export const CopyButton = ({ text, what, label }: { text: string; what: string; label?: string }) => (
  <Button
    label={label ?? `Copy ${what}`}
    icon="copy"
    bare={label === undefined}
    onClick={() => void copyText(text, what)}
  />
)
