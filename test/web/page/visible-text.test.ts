import { createElement, Fragment, options } from 'preact'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { showAllText } from '../../../src/web/page/visible-text.js'

const previous = options.vnode
beforeEach(showAllText)
afterEach(() => {
  if (previous === undefined) delete options.vnode
  else options.vnode = previous
})

const propsOf = ({ props }: { props: object }) => props as Record<string, unknown>

const isHidden = (unit: number) => (unit < 32 && unit !== 10) || (unit >= 0x202a && unit <= 0x202e)
const hiddenIn = (text: unknown) => Array.from(String(text), (one) => one.charCodeAt(0)).filter(isHidden)

/** An escape sequence that clears a terminal, a mark that turns text around, and a zero. */
const hostile = 'a\u001b[2J\u202eb\u0000'

test('control characters and marks of text direction in children are shown as escapes', () => {
  for (const vnode of [
    createElement('p', {}, hostile),
    createElement('p', {}, 'Name: ', hostile),
    createElement('p', { children: [[hostile]] }),
    createElement(Fragment, {}, hostile),
  ]) {
    const text = JSON.stringify(propsOf(vnode).children)
    expect(text).toContain('[2J')
    expect(hiddenIn([propsOf(vnode).children].flat(3).join(''))).toEqual([])
  }
})

test.each(['title', 'aria-label', 'aria-description', 'alt', 'placeholder', 'label'])('so are those in %s', (name) => {
  const shown = propsOf(createElement('p', { [name]: hostile }))[name]
  expect(shown).toContain('[2J')
  expect(hiddenIn(shown)).toEqual([])
})

test('lines, ordinary text, other values and the value of a field stay as they are', () => {
  const onClick = () => {}
  const field = propsOf(createElement('input', { value: hostile, onClick, title: 'Zürich 👋' }))
  expect(field).toMatchObject({ value: hostile, onClick, title: 'Zürich 👋' })
  expect(propsOf(createElement('pre', {}, 'one\ntwo', 3, null)).children).toEqual(['one\ntwo', 3, null])
})

test('a component gets its properties unchanged: what it shows is converted where it creates elements', () => {
  const Name = ({ name }: { name: string }) => createElement('b', {}, name)
  const vnode = createElement(Name, { name: hostile })
  expect(propsOf(vnode).name).toBe(hostile)
  expect(propsOf(Name({ name: hostile })).children).not.toContain('\u001b')
})

test('a hook that was set before still runs', () => {
  const seen: unknown[] = []
  options.vnode = ({ type }) => seen.push(type)
  showAllText()
  createElement('i', {}, hostile)
  expect(seen).toEqual(['i'])
})
