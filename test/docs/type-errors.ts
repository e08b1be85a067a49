import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { useProject } from '../support/project.js'

export interface Source {
  /** Path in the project. */
  readonly name: string
  readonly code: string
}

/** Compiles files as strictly as a new project of a user does, with this package as built. @returns for each, what is wrong with it */
export function findTypeErrors(sources: readonly Source[], stubs: readonly Source[]): Map<string, string[]> {
  const folder = useProject(['telnyx', 'vitest', 'msw', '@types', '@jest', '@playwright'])
  const files = [...sources, ...stubs]
  for (const { name, code } of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), code)
  }
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}')
  const program = ts.createProgram({
    rootNames: files.map(({ name }) => join(folder, name)),
    options: {
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      strict: true,
      // The rest is what `tsc --init` writes.
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      verbatimModuleSyntax: true,
      isolatedModules: true,
      skipLibCheck: true,
      noEmit: true,
      types: ['node'],
      typeRoots: [join(folder, 'node_modules', '@types')],
    },
  })
  const wrong = new Map(sources.map(({ name }) => [name, [] as string[]]))
  for (const { file, start = 0, messageText } of ts.getPreEmitDiagnostics(program)) {
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line
    const said = `${file?.text.split('\n')[line]?.trim()}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
    const name = file?.fileName.slice(folder.length + 1) ?? ''
    wrong.set(name, [...(wrong.get(name) ?? []), said])
  }
  return wrong
}
