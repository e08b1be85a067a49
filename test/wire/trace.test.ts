import { expect, test } from 'vitest'
import { fromTraceHeaders, readTrace, toTraceHeaders } from '../../src/wire/trace.js'

const id = '0af7651916cd43dd8448eb211c80319c'
const parent = `00-${id}-b7ad6b7169203331-01`

test('a valid traceparent is kept as sent, with its state', () => {
  const trace = { parent, state: 'congo=t61rcWkgMzE,rojo=00f067aa0ba902b7' }
  expect(readTrace(parent, trace.state)).toEqual(trace)
  expect(readTrace(` ${parent} `, 'congo=t61rcWkgMzE , rojo=00f067aa0ba902b7,')).toEqual(trace)
  expect(readTrace(parent, undefined)).toEqual({ parent, state: null })
  expect(fromTraceHeaders(toTraceHeaders(trace))).toEqual(trace)
  expect(toTraceHeaders({ parent, state: null })).toEqual({ traceparent: parent })
  expect([toTraceHeaders(null), fromTraceHeaders({})]).toEqual([{}, null])
})

test('later versions may have further fields', () => {
  expect(readTrace(`cc-${id}-b7ad6b7169203331-01-what-the-future-brings`, undefined)).not.toBeNull()
  expect(readTrace(`cc-${id}-b7ad6b7169203331-01`, undefined)).not.toBeNull()
})

test.each([
  ['nothing', ''],
  ['words', 'not a trace'],
  ['upper case', parent.toUpperCase()],
  ['the version ff', `ff-${id}-b7ad6b7169203331-01`],
  ['a trace ID of zeros', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`],
  ['a parent ID of zeros', `00-${id}-${'0'.repeat(16)}-01`],
  ['further fields in version 00', `${parent}-00`],
  ['further characters', `${parent}0`],
  ['a short trace ID', `00-${id.slice(1)}-b7ad6b7169203331-01`],
  ['no flags', `00-${id}-b7ad6b7169203331`],
  ['two of them', `${parent}, ${parent}`],
  ['a line break', `${parent}\r\nx: y`],
  ['a line break in further fields', `01-${id}-b7ad6b7169203331-01-a\r\nx: y`],
  ['control characters in further fields', `01-${id}-b7ad6b7169203331-01-\u0000\u00e9`],
  ['thousands of characters', `01-${id}-b7ad6b7169203331-01-${'a'.repeat(10_000)}`],
])('a traceparent of %s is ignored', (_, text) => {
  expect(readTrace(text, 'a=1')).toBeNull()
})

test.each([
  ['nothing', ''],
  ['commas', ',,'],
  ['no value', 'a'],
  ['an upper-case key', 'A=1'],
  ['a key twice', 'a=1,a=2'],
  ['an equals sign in a value', 'a=1=2'],
  ['33 members', Array.from({ length: 33 }, (_, index) => `k${index}=1`).join(',')],
  ['too many characters', `a=${'1'.repeat(250)},b=${'1'.repeat(250)},c=${'1'.repeat(250)}`],
  ['a control character', 'a=\u0007'],
  ['another alphabet', 'a=é'],
])('a tracestate of %s is dropped, and the traceparent kept', (_, state) => {
  expect(readTrace(parent, state)).toEqual({ parent, state: null })
})
