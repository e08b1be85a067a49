import { expect, test } from 'vitest'
import { markColor } from '../../src/report/color-marks.js'
import { formatLines, formatTable } from '../../src/report/text-table.js'

test('columns are as wide as their widest cell, below headings in capitals', () => {
  const rows = [
    ['12345', 3, null],
    ['7', undefined, 'x'],
  ]
  expect(formatTable(rows, { headings: ['code', 'age', 'note'] })).toBe(
    ['CODE   AGE  NOTE', '12345  3', '7           x'].join('\n'),
  )
})

test('columns without content are left out', () => {
  expect(formatLines([['a', '', 'b']])).toEqual(['a  b'])
})

test('columns can be aligned at the right and limited in width, and lines indented', () => {
  const rows = [
    ['a', 'long text', '12 ms', 'z'],
    ['b', 'text', '3 ms', 'y'],
  ]
  expect(formatLines(rows, { indent: '> ', alignRight: [2], maxWidths: { 1: 5 } })).toEqual([
    '> a  long text  12 ms  z',
    '> b  text    3 ms  y',
  ])
})

test('colors and characters outside the basic plane do not change the alignment', () => {
  const red = (text: string) => markColor('red', text)
  expect(
    formatLines([
      [red('ab'), '1'],
      ['😀', '2'],
    ]),
  ).toEqual([`${red('ab')}  1`, '😀   2'])
})

test('an empty table is an empty text', () => {
  expect(formatTable([])).toBe('')
})
