import type { Message } from '../api/types.js'
import { copyText } from '../parts/button.tsx'

/** A text with its code as a button that copies it. */
export function MessageText({ message }: { message: Message }) {
  const { text, code } = message
  const at = text.indexOf(code)
  if (at < 0) return <>{text}</>
  return (
    <>
      {text.slice(0, at)}
      <button
        type="button"
        class="code"
        data-testid="copy-code"
        title="Copy the code"
        aria-label={`${code}, copy the code`}
        onClick={() => void copyText(code, `Code ${code}`)}
      >
        {code}
      </button>
      {text.slice(at + code.length)}
    </>
  )
}

/** The number of a flash call, in the caller's spelling, with the digits of the code marked. */
export function CallerNumber({ from, code }: { from: string; code: string }) {
  const isCode = from.endsWith(code)
  return (
    <span class="caller-number">
      {isCode ? from.slice(0, -code.length) : from}
      {isCode && <mark data-testid="flash-digits">{code}</mark>}
    </span>
  )
}
