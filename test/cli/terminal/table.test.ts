import { expect, test } from 'vitest'
import { toTable } from '../../../src/cli/terminal/table.js'

test('columns are as wide as their longest cell, and lines have no trailing spaces', () => {
  const table = toTable(
    ['id', 'holds', 'note'],
    [
      ['scenario_1', 12, null],
      ['s', undefined, '😀x'],
      ['', 0, 'a longer note'],
    ],
  )
  expect(table.split('\n')).toEqual([
    'ID          HOLDS  NOTE',
    'scenario_1  12',
    's                  😀x',
    '            0      a longer note',
  ])
})
