import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readSurface, surfaceFile } from '../../tools/api-surface.js'

const surface = readSurface()

test('the public API is the one that was reviewed; `npm run api` writes the new one', () => {
  expect(surface.text).toBe(readFileSync(surfaceFile, 'utf8'))
})

test('every type that an exported declaration mentions is exported', () => {
  expect(surface.unexported).toEqual([])
})

test('no name of the client is in snake_case, except in files', () => {
  const client = surface.text.replaceAll(
    /^(interface Stored\w+|interface Run\w+|interface SandboxFile) \{[\s\S]*?^\}/gm,
    '',
  )
  // The variables of an environment are upper case; `env` keeps their names.
  expect(client.match(/^ +(?:readonly )?[a-z]+_\w+\??: /gm) ?? []).toEqual([])
})
