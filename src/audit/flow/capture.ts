import type { FlowCapture, FlowExpect } from '../../spec/flow-types.js'
import { readPointer } from '../../wire/pointer.js'
import { type Answer, headerOf, jsonOf } from './answer.js'
import { readCookie } from './cookie-jar.js'
import { findValue } from './html.js'
import { fillJson, fillText, type Variables } from './template.js'

/** Finds a value in an answer; undefined if it has none. */
export function captureValue(answer: Answer, { json, header, cookie, html, text }: FlowCapture): string | undefined {
  if (json !== undefined) return toText(readPointer(jsonOf(answer), json))
  if (header !== undefined) return headerOf(answer, header)
  if (cookie !== undefined) {
    const set = answer.headers.filter(([name]) => name === 'set-cookie').map(([, value]) => readCookie(value))
    return set.find((candidate) => candidate?.name === cookie)?.value
  }
  if (html !== undefined) return findValue(answer.text, html)
  return text === undefined ? undefined : new RegExp(text).exec(answer.text)?.[1]
}

const toText = (value: unknown) =>
  value === undefined || value === null ? undefined : typeof value === 'string' ? value : JSON.stringify(value)

/** Whether an answer meets an expectation. Without one, any status below 400 does. */
export function meets(answer: Answer, expect: FlowExpect | undefined, variables: Variables): boolean {
  if (answer.failure !== null) return false
  if (expect === undefined) return answer.status < 400
  const { status, text, json = {}, location } = expect
  if (status !== undefined && ![status].flat().includes(answer.status)) return false
  if (text !== undefined && !answer.text.includes(fillText(text, variables))) return false
  if (location !== undefined && !headerOf(answer, 'location')?.startsWith(fillText(location, variables))) return false
  const body = jsonOf(answer)
  return Object.entries(json).every(
    ([pointer, value]) => JSON.stringify(readPointer(body, pointer)) === JSON.stringify(fillJson(value, variables)),
  )
}
