import { expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../src/persistence/open-store.js'
import { useFolder } from '../support/folder.js'

test('at rest a short file is worth compacting, and a long one when its log is as long', async () => {
  const store = await openStore(useFolder(), () => {})
  onTestFinished(() => store.close())
  const line = JSON.stringify({ version: 1, verifications: [] })
  store.save('short', { version: 1 })
  store.append('short', line)
  expect(store.isWorthCompacting('short')).toBe(true)

  const padding = 'x'.repeat(1024 * 1024)
  store.save('long', { version: 1, padding })
  store.append('long', line)
  expect(store.isWorthCompacting('long')).toBe(false)
  store.append('long', JSON.stringify({ version: 1, padding }))
  expect(store.isWorthCompacting('long')).toBe(true)
})

test('changes after a long log was compacted are kept, and none of it is applied again', async () => {
  const folder = useFolder()
  const store = await openStore(folder, () => {})
  const numbers = (first: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({ phone_number: `+1303${first + index}` }))
  const toLine = (first: number, count: number) =>
    JSON.stringify({ version: 1, verified_numbers: numbers(first, count) })
  store.save('long', { version: 1 })
  store.append('long', toLine(2_000_000, 40_000))
  store.save('long', { version: 1, verified_numbers: numbers(3_000_000, 1) })
  store.append('long', toLine(4_000_000, 1))
  store.append('long', toLine(4_000_001, 1))
  store.close()

  const again = await openStore(folder, () => {})
  onTestFinished(() => again.close())
  expect(again.load('long')?.verified_numbers).toEqual([...numbers(3_000_000, 1), ...numbers(4_000_000, 2)])
})
