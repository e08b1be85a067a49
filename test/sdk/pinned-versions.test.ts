import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { root } from '../../tools/documents.js'
import { readSdks, sdkProjects } from '../../tools/sdk-table.js'

const { tried } = readSdks()

test.each(tried)('the project for $language pins the version in the table', (sdk) => {
  const text = readFileSync(sdkProjects + sdk.pinnedIn, 'utf8')
  const name = sdk.package.replace(/^.*:/, '')
  const spellings = [
    `"${name}": "${sdk.version}"`,
    `${name}==${sdk.version}\n`,
    `<artifactId>${name}</artifactId>\n      <version>${sdk.version}</version>`,
  ]
  expect(spellings.filter((spelling) => text.includes(spelling))).toHaveLength(1)
  expect(existsSync(sdkProjects + sdk.program)).toBe(true)
})

test('the SDK for Node.js is the one that all tests use', () => {
  const { devDependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
  expect(tried.find(({ language }) => language === 'Node.js')?.version).toBe(devDependencies.telnyx)
})
