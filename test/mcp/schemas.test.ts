import { expect, test } from 'vitest'
import { listTools } from '../../src/mcp/tools/list.js'
import { useApi } from '../support/emulator.js'
import { connectInProcess } from './mcp-client.js'

test('the tools and their schemas are the ones on record', async () => {
  const { emulator } = await useApi()
  const client = await connectInProcess(emulator)
  const { tools } = await client.listTools()
  await expect(`${JSON.stringify(tools, undefined, 1)}\n`).toMatchFileSnapshot('tools.json')
})

test('every argument of every tool is described, and none refers to another schema', async () => {
  for (const { name, inputSchema } of await listTools()) {
    expect(JSON.stringify(inputSchema), name).not.toContain('$ref')
    for (const [argument, schema] of Object.entries(inputSchema.properties))
      expect(schema, `${name} ${argument}`).toHaveProperty('description')
    expect(inputSchema.properties).toHaveProperty('sandbox')
  }
})

test('an agent that reads the names, descriptions and arguments of all tools spends at most 25,000 characters', async () => {
  const shown = (await listTools()).map(({ name, tool, inputSchema }) => [name, tool.description, inputSchema])
  expect(JSON.stringify(shown).length).toBeLessThan(25_000)
})

test('each name is a verb or a noun in snake_case, each description a few sentences', async () => {
  for (const { name, tool } of await listTools()) {
    expect(name).toMatch(/^[a-z]+(_[a-z]+)?$/)
    expect(tool.description, name).toMatch(/^[A-Z].*\.$/)
    expect(tool.description.length, name).toBeLessThan(1000)
  }
})
