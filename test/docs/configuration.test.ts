import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { toOptions } from '../../src/cli/start/to-options.js'
import { readConfig } from '../../src/config/config.js'
import { createEmulator } from '../../src/index.js'
import { root } from '../../tools/documents.js'
import { useFolder } from '../support/folder.js'

const page = readFileSync(`${root}docs/configuration.md`, 'utf8')
const blockOf = (language: string) => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? ''

test('the config file on the page starts an emulator with its settings', async () => {
  const folder = useFolder()
  writeFileSync(join(folder, 'telnyx-verify-emulator.config.yml'), blockOf('yaml'))
  const config = await readConfig({ flags: {}, env: {}, folder })
  expect(config).toMatchObject({ seed: '42', data: join(folder, '.emulator') })
  await using emulator = await createEmulator(toOptions(config))
  expect(await emulator.scenarios.list()).toMatchObject([{ outcome: '40333', match: { channel: 'call' } }])
})

test('the options on the page are accepted', async () => {
  const options = /createEmulator\((\{[\s\S]*?\n\})\)/.exec(blockOf('ts'))?.[1] ?? 'nothing'
  await using emulator = await createEmulator(new Function(`return (${options})`)())
  expect((await emulator.info()).seed).toBe('42/default')
})
