import { expect, test } from 'vitest'
import { findOversized } from '../../tools/size-check.js'

const lines = (count: number) => Array.from({ length: count }, (_, line) => `  use(${line})`).join('\n')

test('a file of 250 lines with functions of 60 is accepted', () => {
  const text = `function long() {\n${lines(58)}\n}\n${lines(190)}\n`
  expect(findOversized('src/a.ts', text)).toEqual([])
})

test('a longer file is named', () => {
  expect(findOversized('src/a.ts', `${lines(251)}\n`)).toEqual(['src/a.ts: 251 lines; at most 250.'])
})

test.each([
  ['a function', `export function long() {\n${lines(59)}\n}`, 1, 'long'],
  ['an arrow function', `\nconst long = () => {\n${lines(59)}\n}`, 2, 'long'],
  ['a method', `class A {\n  long() {\n${lines(59)}\n  }\n}`, 2, 'long'],
])('%s of 61 lines is named, with its line', (_what, text, line, name) => {
  expect(findOversized('src/a.ts', text)).toEqual([`src/a.ts:${line}: ${name} has 61 lines; at most 60.`])
})
