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
