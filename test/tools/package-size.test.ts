import { expect, test } from 'vitest'
import { judgeSize } from '../../tools/package-size.js'

test('a package within the budget is reported with its size', () => {
  expect(judgeSize({ size: 1_000_000, unpackedSize: 2_500_000 })).toEqual({
    text: 'Tarball: 1.000 MB of at most 1.000 MB\nInstalled: 2.500 MB of at most 4.000 MB',
    excess: [],
  })
})

test.each([
  ['tarball', { size: 1_000_001, unpackedSize: 1 }, 'Tarball: 1.000 MB'],
  ['installation', { size: 1, unpackedSize: 4_100_000 }, 'Installed: 4.100 MB'],
])('a %s over the budget is an error that says what to do', (_what, packed, beginning) => {
  const { excess } = judgeSize(packed)
  expect(excess).toHaveLength(1)
  expect(excess[0]).toContain(beginning)
  expect(excess[0]).toContain('--analyze')
})
