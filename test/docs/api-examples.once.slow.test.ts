import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as library from '../../src/index.js'
import { root } from '../../tools/documents.js'
import { findTypeErrors, type Source } from './type-errors.js'

const vitest = ['vitest', ['afterAll', 'beforeAll', 'beforeEach', 'expect']] as const
const fixtures = ['telnyx-verify-emulator/vitest', ['createTest', 'test']] as const

/** What an example takes for granted, by the declaration file that it is from: modules, and the names it may use of each. */
const imports: Readonly<Record<string, readonly (readonly [module: string, names: readonly string[]])[]>> = {
  handset: [vitest],
  jest: [
    ['@jest/globals', ['expect', 'test']],
    ['telnyx-verify-emulator/jest', ['setupTelnyx']],
  ],
  msw: [vitest, ['msw/node', ['setupServer']], ['telnyx-verify-emulator/msw', ['handlers']]],
  'node-test': [
    ['node:test', ['test']],
    ['telnyx-verify-emulator/node-test', ['assert', 'setupTelnyx']],
  ],
  playwright: [
    ['@playwright/test', ['Expect', 'defineConfig']],
    ['telnyx-verify-emulator/playwright', ['TestFixtures', 'VerifyMatchers', 'WorkerFixtures', 'expect', 'test']],
  ],
  'test-emulator': [vitest, fixtures, ['telnyx-verify-emulator/vitest', ['TestEmulatorOptions']]],
  types: [vitest],
  vitest: [vitest, fixtures],
}
const everywhere = [
  ['telnyx', ['Telnyx']],
  ['telnyx-verify-emulator', [...Object.keys(library), 'LatencyProfile']],
  ['node:fs', ['writeFileSync']],
  ['node:fs/promises', ['writeFile']],
] as const

/** What the user of an example has: an emulator, an application, and values. */
const globals = {
  name: 'globals.d.ts',
  code: `
    type Library = typeof import('telnyx-verify-emulator')
    declare const emulator: Awaited<ReturnType<Library['createEmulator']>>
    declare const telnyx: typeof emulator
    declare const handset: import('telnyx-verify-emulator/vitest').TelnyxFixtures['handset']
    declare const login: ((client: unknown, phone: string) => Promise<void>) & {
      sendCode(phone: string): Promise<string>
      checkCode(code: string): Promise<boolean>
    }
    declare const app: { fetch(request: Request): Promise<Response> }
    declare const page: import('@playwright/test').Page
    declare const phone: string, url: string, id: string, cursor: string, privateKey: string
    declare const file: Awaited<ReturnType<typeof emulator.snapshot.take>>
    declare const options: Parameters<Library['createEmulator']>[0]
    declare function createApp(options: { publicKey: string }): typeof app
    declare function enterCode(code: string): Promise<void>
    declare function toBeLoggedIn(page: unknown): Promise<{ pass: boolean; message(): string }>`,
}

const types = ['Expect', 'LatencyProfile', 'TestEmulatorOptions', 'TestFixtures', 'VerifyMatchers', 'WorkerFixtures']

/** Adds the imports that an example leaves out. */
function complete(code: string, entry: string): string {
  const own = [...(imports[entry] ?? []), ...everywhere].map(([module, names]) => {
    const missing = names.filter((name) => {
      const isUsed = new RegExp(`(?<!\\w|(?<!\\.)\\.)${name}\\b`).test(code)
      return isUsed && !new RegExp(`import .*\\b${name}\\b|const (?:\\{[^}]*\\b)?${name}\\b[^:]*=`).test(code)
    })
    if (module === 'telnyx') return missing.length > 0 ? "import Telnyx from 'telnyx'\n" : ''
    const named = missing.map((name) => (types.includes(name) ? `type ${name}` : name))
    // The module of a test runner adds the matchers, whether something of it is named or not.
    return `import { ${named.join(', ')} } from '${module}'\n`
  })
  return `${own.join('')}${code}\nexport {}\n`
}

/** The examples of the doc comments that the package ships, which an editor shows. */
const examples: readonly Source[] = readdirSync(`${root}dist`)
  .filter((name) => /\.d\.c?ts$/.test(name))
  .flatMap((name) => {
    const [entry = ''] = name.split('.')
    const text = readFileSync(`${root}dist/${name}`, 'utf8')
    return [...text.matchAll(/@example\n\s*\* ```ts\n([\s\S]*?)\* ```/g)].map(([, code = ''], index) => ({
      // `types.d.cts-1.ts` would be a declaration file.
      name: `${name.replaceAll('.', '-')}-${index + 1}.ts`,
      code: complete(code.replaceAll(/^ *\* ?/gm, ''), entry),
    }))
  })

test('every example of a doc comment compiles, and a wrong one does not', () => {
  const wrong = complete("await emulator.inbox.next('+13035551234', { timeoutSecs: 5 })", 'types')
  const { 'wrong.ts': refused, ...others } = Object.fromEntries(
    findTypeErrors([...examples, { name: 'wrong.ts', code: wrong }], [globals]),
  )
  expect(Object.keys(others).length).toBeGreaterThan(100)
  expect(Object.entries(others).filter(([, said]) => said.length > 0)).toEqual([])
  expect(refused).toEqual([expect.stringContaining("'timeoutSecs' does not exist")])
})
