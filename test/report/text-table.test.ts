import { expect, test } from 'vitest'
import { formatTable } from '../../src/report/text-table.js'

test('columns are as wide as their longest cell, and lines have no trailing spaces', () => {
  const table = formatTable(
    [
      ['scenario_1', 12, null],
      ['s', undefined, '😀x'],
      ['', 0, 'a longer note'],
    ],
    { headings: ['id', 'holds', 'note'] },
  )
  expect(table.split('\n')).toEqual([
    'ID          HOLDS  NOTE',
    'scenario_1  12',
    's                  😀x',
    '            0      a longer note',
  ])
})
