/**
 * Writes test/api/api-surface.txt: every name that an entry point of the package exports, with its signature, so that a
 * change of the public API is visible in review. With --check it writes nothing and fails if the file is stale.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { root } from './documents.js'
import { entries } from './entries.js'

export const surfaceFile = `${root}test/api/api-surface.txt`

const types = `${root}dist/types/`

/** The declaration file of each entry point, by the name that users import. */
const entryTypes = Object.fromEntries(
  entries.map(({ name, source }) => [
    `telnyx-verify-emulator${name.slice(1)}`,
    types + source.replace(/^src\//, '').replace(/\.ts$/, '.d.ts'),
  ]),
)

export interface Surface {
  /** The whole text of the file. */
  readonly text: string
  /** Types of ours that an exported declaration mentions and no entry point exports. */
  readonly unexported: readonly string[]
}

/** Reads the API from freshly generated declarations, not from an older build. */
export function readSurface(): Surface {
  const declarations = emitDeclarations()
  const program = openDeclarations(declarations)
  const checker = program.getTypeChecker()
  const sections: string[] = []
  const exported = new Set<ts.Symbol>()
  const mentioned = new Set<ts.Symbol>()
  for (const [name, file] of Object.entries(entryTypes)) {
    const symbols = exportsOf(checker, program, file)
    const blocks = symbols.map(({ alias, symbol }) => {
      const isKnown = exported.has(symbol)
      exported.add(symbol)
      for (const other of mentionsOf(checker, symbol)) mentioned.add(other)
      return isKnown ? `${alias}: as above` : blockOf(alias, symbol)
    })
    sections.push([`# ${name}`, ...blocks, ...augmentationsOf(program, file)].join('\n\n'))
  }
  const unexported = [...mentioned].filter((symbol) => !exported.has(symbol)).map(({ name }) => name)
  return { text: `${sections.join('\n\n')}\n`, unexported: unexported.sort() }
}

function emitDeclarations(): Map<string, string> {
  const { config } = ts.readConfigFile(`${root}tsconfig.build.json`, ts.sys.readFile)
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  const files = new Map<string, string>()
  ts.createProgram(fileNames, options).emit(undefined, (path, text) => files.set(path, text))
  return files
}

/** A program over declarations that are not on disk. */
function openDeclarations(files: ReadonlyMap<string, string>): ts.Program {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists, readFile, directoryExists } = host
  host.directoryExists = (path) => `${path}/`.startsWith(types) || (directoryExists?.(path) ?? true)
  host.fileExists = (path) => files.has(path) || fileExists(path)
  host.readFile = (path) => files.get(path) ?? readFile(path)
  host.getSourceFile = (path, target, ...rest) => {
    const text = files.get(path)
    return text === undefined ? getSourceFile(path, target, ...rest) : ts.createSourceFile(path, text, target)
  }
  return ts.createProgram(Object.values(entryTypes), options, host)
}

/** The exports of a file by name; follows aliases. */
function exportsOf(checker: ts.TypeChecker, program: ts.Program, file: string) {
  const source = program.getSourceFile(file)
  const module = source && checker.getSymbolAtLocation(source)
  if (module === undefined) throw new Error(`${file} is not a module`)
  const all = checker
    .getExportsOfModule(module)
    .map((symbol) => ({ alias: symbol.name, symbol: follow(checker, symbol) }))
  return all.sort((one, other) => (one.alias < other.alias ? -1 : 1))
}

/** The declarations that a file adds to global types, like the matchers of Vitest. */
function augmentationsOf(program: ts.Program, file: string): string[] {
  const { statements = [] } = program.getSourceFile(file) ?? {}
  return [...statements].filter(isGlobalAugmentation).map(printNode)
}

const isGlobalAugmentation = (node: ts.Node) =>
  ts.isModuleDeclaration(node) && (node.flags & ts.NodeFlags.GlobalAugmentation) !== 0

function follow(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}

const printer = ts.createPrinter({ removeComments: true })

/** Prints a declaration without comments. */
function printNode(node: ts.Node): string {
  return printer
    .printNode(ts.EmitHint.Unspecified, node, node.getSourceFile())
    .replace(/^(export )?(declare )?/, '')
    .replace(/^( +)/gm, (spaces) => spaces.slice(0, spaces.length / 2))
}

/** Prints the declarations of a symbol. */
function blockOf(alias: string, symbol: ts.Symbol): string {
  const texts = declarationsOf(symbol).map(printNode)
  return alias === symbol.name ? texts.join('\n') : `${alias} is ${texts.join('\n')}`
}

/** Returns the statement that declares a symbol; for a variable this is the whole statement. */
function declarationsOf({ declarations = [] }: ts.Symbol): ts.Node[] {
  return declarations.map((node) => (ts.isVariableDeclaration(node) ? node.parent.parent : node))
}

/** The types of ours that the declarations of a symbol mention. */
function mentionsOf(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol[] {
  const found: ts.Symbol[] = []
  const visit = (node: ts.Node): void => {
    const name = ts.isTypeReferenceNode(node)
      ? node.typeName
      : ts.isExpressionWithTypeArguments(node)
        ? node.expression
        : undefined
    const target = name && checker.getSymbolAtLocation(name)
    const followed = target && follow(checker, target)
    if (followed !== undefined && isOurs(followed)) found.push(followed)
    ts.forEachChild(node, visit)
  }
  for (const node of declarationsOf(symbol)) visit(node)
  return found
}

function isOurs({ declarations = [] }: ts.Symbol): boolean {
  const [declaration] = declarations
  if (declaration === undefined || ts.isTypeParameterDeclaration(declaration)) return false
  return declaration.getSourceFile().fileName.startsWith(types)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { text, unexported } = readSurface()
  const isCurrent = existsSync(surfaceFile) && readFileSync(surfaceFile, 'utf8') === text
  if (unexported.length > 0) console.error(`Reachable but not exported: ${unexported.join(', ')}.`)
  if (isCurrent) console.log('test/api/api-surface.txt is up to date')
  else if (process.argv.includes('--check')) {
    console.error('The public API has changed. Run `npm run api`, review test/api/api-surface.txt and commit it.')
    process.exitCode = 1
  } else {
    writeFileSync(surfaceFile, text)
    console.log('wrote test/api/api-surface.txt')
  }
}
