import type { FlowCapture, FlowExpect } from '../../spec/flow-types.js'
import { stringifyJson } from '../../wire/deep-json.js'
import { readPointer } from '../../wire/pointer.js'
import { type Answer, headerOf, jsonOf } from './answer.js'
import { readCookie } from './cookie-jar.js'
import { findValue } from './html.js'
import { fillJson, fillText, namesIn, type Variables } from './template.js'

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
  value === undefined || value === null ? undefined : typeof value === 'string' ? value : stringifyJson(value)

/** Stands for the number of any user in `{{phone}}` of an expectation. */
export const anyone = Symbol('anyone')

/**
 * Whether an answer meets an expectation. Without one, any status below 400 does. If the variable `phone` is `anyone`,
 * the places for it are met by every number: the question is then whether someone is in, not who.
 */
export function meets(answer: Answer, expect: FlowExpect | undefined, variables: Variables): boolean {
  if (answer.failure !== null) return false
  if (expect === undefined) return answer.status < 400
  const { status, text, json = {}, location } = expect
  if (status !== undefined && ![status].flat().includes(answer.status)) return false
  if (text !== undefined && !toPattern(text, variables).test(answer.text)) return false
  const target = headerOf(answer, 'location') ?? ''
  if (location !== undefined && toPattern(location, variables).exec(target)?.index !== 0) return false
  const body = jsonOf(answer)
  return Object.entries(json).every(([pointer, value]) => {
    const actual = readPointer(body, pointer)
    if (isAboutAnyone(value, variables))
      return actual !== undefined && actual !== null && actual !== false && actual !== ''
    return (actual === undefined ? undefined : stringifyJson(actual)) === JSON.stringify(fillJson(value, variables))
  })
}

const isAboutAnyone = (value: unknown, variables: Variables) =>
  variables.phone === anyone && namesIn(value).includes('phone')

function toPattern(text: string, variables: Variables): RegExp {
  if (!isAboutAnyone(text, variables)) return new RegExp(escapePattern(fillText(text, variables)))
  const parts = text.split(/\{\{\s*phone\s*\}\}/).map((part) => escapePattern(fillText(part, variables)))
  return new RegExp(parts.join('[+\\d][\\d ()*•-]{2,}'))
}

const escapePattern = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
