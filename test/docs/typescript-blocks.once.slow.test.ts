import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { root } from '../../tools/documents.js'
import { listFiles } from '../../tools/source-files.js'
import { findTypeErrors, type Source } from './type-errors.js'

const pages = ['README.md', ...listFiles(['clients', 'docs', 'examples', 'skills'], /\.md$/)]

/** What a reader has already, or writes: the files that a block imports, and the globals of its runner. */
const stubs: Readonly<Record<string, string>> = {
  'docs/testing/app.ts': `export declare function startApp(env: NodeJS.ProcessEnv): Promise<{ url: string; stop(): Promise<void> }>`,
  'docs/webhooks/app.ts': `export declare function createApp(options: { publicKey: string }): { fetch(request: Request): Promise<Response> }`,
  'cypress.d.ts': `declare module 'cypress' {
    type On = (event: 'task', tasks: Record<string, (argument: any) => unknown>) => void
    export function defineConfig(config: { e2e: { baseUrl: string; setupNodeEvents(on: On): void } }): unknown
  }`,
  'detox.d.ts': `declare module 'detox' {
    export const by: any, device: any, expect: any, waitFor: any
    export function element(matcher: unknown): { typeText(text: string): Promise<void>; tap(): Promise<void> }
  }`,
  'testcontainers.d.ts': `declare module 'testcontainers' { export const GenericContainer: any, Wait: any }`,
  'globals.d.ts': `declare const cy: Record<'contains' | 'get' | 'request' | 'visit', (...input: any[]) => any> & {
      task<Result>(name: string, argument?: unknown): { then(use: (result: Result) => unknown): void }
    }
    declare function beforeEach(prepare: () => unknown): void
    declare function it(title: string, body: () => unknown): void`,
}

/** Imports that a page leaves out: of a part of a program, or of the globals of Jest. */
function preludeOf(code: string): string {
  if (code.includes("from 'telnyx-verify-emulator/jest'")) return "import { expect, test } from '@jest/globals'\n"
  if (/^import /m.test(code)) return ''
  const names = ['connect', 'createEmulator'].filter((name) => code.includes(`${name}(`))
  const library = names.length > 0 ? `import { ${names} } from 'telnyx-verify-emulator'\n` : ''
  return `${library}${code.includes('writeFile(') ? "import { writeFile } from 'node:fs/promises'\n" : ''}export {}\n`
}

/** The TypeScript of a page, each block under the name that it gives itself in its first line, or a number. */
const findBlocks = (page: string): Source[] =>
  [...readFileSync(root + page, 'utf8').matchAll(/^( *)```ts\n([\s\S]*?)^\1```/gm)].map(([, , code = ''], index) => {
    const [, own] = /^\/\/ ([\w.-]+)\.ts\b/.exec(code) ?? []
    // The pages of the skill are one project, in which one imports the other.
    const folder = page.startsWith('skills/') ? 'skill' : page.replace(/\.md$/, '')
    return { name: `${folder}/${own ?? `block-${index + 1}`}.ts`, code: preludeOf(code) + code }
  })

const stubFiles = Object.entries(stubs).map(([name, code]) => ({ name, code }))

test('every TypeScript block of the pages compiles in strict mode, and a wrong one does not', () => {
  const code = "import { connect } from 'telnyx-verify-emulator'\nconnect({ url: '' }).clock.advance(true)\n"
  const { 'wrong.ts': refused, ...others } = Object.fromEntries(
    findTypeErrors([...pages.flatMap(findBlocks), { name: 'wrong.ts', code }], stubFiles),
  )
  expect(Object.keys(others).length).toBeGreaterThan(20)
  expect(Object.entries(others).filter(([, said]) => said.length > 0)).toEqual([])
  expect(refused).toEqual([expect.stringContaining("type 'boolean' is not assignable")])
})
