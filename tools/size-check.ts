/** Fails when a hand-written file is longer than 250 lines or a function longer than 60. */
import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { root } from './documents.js'
import { listFiles } from './source-files.js'

const maxFileLines = 250
const maxFunctionLines = 60

/** What is too long in one source file, one sentence each. */
export function findOversized(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line + 1
  const found: string[] = []
  const fileLines = text.trimEnd().split('\n').length
  if (fileLines > maxFileLines) found.push(`${path}: ${fileLines} lines; at most ${maxFileLines}.`)
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const start = lineOf(node.getStart(source))
      const lines = lineOf(node.end) - start + 1
      if (lines > maxFunctionLines)
        found.push(`${path}:${start}: ${nameOf(node)} has ${lines} lines; at most ${maxFunctionLines}.`)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** The name of a function, or of the variable or member that holds it. */
function nameOf(node: ts.Node): string {
  const named = [node, node.parent] as readonly { readonly name?: ts.Node }[]
  return named.find(({ name }) => name !== undefined)?.name?.getText() ?? 'a function'
}

if (import.meta.filename === process.argv[1]) {
  const paths = listFiles(['src', 'tools', 'bench'], /\.ts$/)
  const found = paths.flatMap((path) => findOversized(path, readFileSync(root + path, 'utf8')))
  for (const sentence of found) console.error(sentence)
  console.log(`${paths.length} files, ${found.length} too long or with a function that is`)
  if (found.length > 0) process.exitCode = 1
}
