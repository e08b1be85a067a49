/** The entry points of the package: the one table that the build, the manifest and the checks follow. */

/**
 * How an entry point is built as an ES module.
 *
 * - `facade`: re-exports the CommonJS form by name, so that both are one.
 * - `own`: its own lines are an ES module, and what it imports of ours comes from the CommonJS build. For entry points
 *   whose peer has separate builds for `import` and `require`, or none for `require`.
 */
type EsmForm = 'facade' | 'own'

export interface Entry {
  /** The name behind the package's, like `./vitest`. */
  readonly name: `.${string}`
  readonly source: string
  readonly esm: EsmForm
  /** Whether `require` finds it too. */
  readonly hasCommonJs: boolean
}

export const entries: readonly Entry[] = [
  { name: '.', source: 'src/index.ts', esm: 'facade', hasCommonJs: true },
  // Vitest refuses to be loaded by `require`.
  { name: './vitest', source: 'src/testing/vitest.ts', esm: 'own', hasCommonJs: false },
  { name: './jest', source: 'src/testing/jest.ts', esm: 'facade', hasCommonJs: true },
  { name: './node-test', source: 'src/testing/node-test.ts', esm: 'facade', hasCommonJs: true },
  { name: './playwright', source: 'src/testing/playwright.ts', esm: 'facade', hasCommonJs: true },
  // MSW 2 has two builds, whose handlers must be of the build that the application imports; MSW 3 has one for `import`.
  { name: './msw', source: 'src/testing/msw.ts', esm: 'own', hasCommonJs: true },
]

/** Packages that an entry point imports and a project installs itself. */
export const peers = ['vitest', '@playwright/test', 'msw', '@jest/globals', 'jest'] as const

/** The name of an entry's files in dist, without an extension. */
export function fileOf({ name }: Entry): string {
  return name === '.' ? 'index' : name.slice(2)
}

/** The types that `import` sees, or the only ones. */
const esmTypesOf = (entry: Entry): string => `./dist/${fileOf(entry)}.d.ts`

/** The fields of package.json that follow from the table. */
export interface ManifestFields {
  readonly main: string
  readonly types: string
  readonly exports: Readonly<Record<string, unknown>>
  /** Types for `moduleResolution: node10`, which does not read `exports`. */
  readonly typesVersions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}

export function manifestFields(): ManifestFields {
  const rows = entries.map((entry) => [entry.name, conditionsOf(entry)] as const)
  const beside = entries.filter(({ name }) => name !== '.')
  return {
    main: './dist/index.cjs',
    types: './dist/index.d.cts',
    exports: { ...Object.fromEntries(rows), './package.json': './package.json' },
    typesVersions: { '*': Object.fromEntries(beside.map((entry) => [fileOf(entry), [node10TypesOf(entry)]])) },
  }
}

function conditionsOf(entry: Entry): unknown {
  const file = `./dist/${fileOf(entry)}`
  const esm = { types: esmTypesOf(entry), default: `${file}.js` }
  return entry.hasCommonJs ? { import: esm, require: { types: `${file}.d.cts`, default: `${file}.cjs` } } : esm
}

const node10TypesOf = (entry: Entry) => (entry.hasCommonJs ? `./dist/${fileOf(entry)}.d.cts` : esmTypesOf(entry))
