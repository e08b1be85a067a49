import { expect, test } from 'vitest'
import { toTable } from '../../../src/cli/terminal/table.js'

test('columns are as wide as they must be, and lines end where their text does', () => {
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
