/** Plugins of the bundle: what CommonJS would do differently, and stand-ins for modules that are not needed. */
import type { Plugin } from 'rolldown'

const placeholder = '__importAtRunTime__'

/**
 * Keeps `import()` where `require` is not the same: for files that are only known at run time, like a user's module, and
 * for Node's HTTP clients. An import of those returns the original functions although the application's tests replace
 * the properties of `require('http')`, as nock and Mock Service Worker do; webhooks are not the application's requests.
 * Jest has no `import()` in its default mode, so there it is `require`.
 */
export const runTimeImports: Plugin = {
  name: 'run-time-imports',
  transform: (code, id) =>
    id.endsWith('.ts')
      ? code.replaceAll(/\bimport\((?=[^\s'"`]|'node:(?:https?|net)'\))/g, `${placeholder}(`)
      : undefined,
  renderChunk: (code) =>
    code.includes(placeholder)
      ? code
          .replaceAll(/__importAtRunTime__\((["'`]node:(?:https?|net)["'`])\)/g, 'import($1).catch(() => require($1))')
          .replaceAll(`${placeholder}(`, 'import(')
      : undefined,
}

/**
 * Reads Node's timers once, when the bundle is loaded. CommonJS would look them up at each call and find the fakes of a
 * test; an ES module keeps the originals.
 */
export const originalTimers: Plugin = {
  name: 'original-timers',
  resolveId: (source, importer = '') => {
    if (source.startsWith('\0original:')) return source
    const isOurs = !importer.startsWith('\0original:')
    return isOurs && /^node:timers(\/promises)?$/.test(source) ? `\0original:${source}` : undefined
  },
  load: (id) => {
    if (id === '\0original:node:timers')
      return `import timers from 'node:timers'
export const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate } = timers`
    if (id === '\0original:node:timers/promises')
      return `import timers from 'node:timers/promises'
export const { setTimeout } = timers`
    return undefined
  },
}

/** The sources of the stand-ins, by the end of the import that they replace. */
const standInSources = {
  child_process: 'export default {}',
  '@modelcontextprotocol/server/_shims': `export { default as process } from 'node:process'
export class DefaultJsonSchemaValidator {}`,
} as const

/**
 * Stand-ins replace two modules: commander starts child processes only for commands that are separate programs, which we
 * do not have (2 ms); the SDK of MCP brings Ajv (40 KB compressed) for the answers to questions that a server asks its user, and ours asks none.
 */
export const standIns: Plugin = {
  name: 'stand-ins',
  resolveId: (source, importer = '') => {
    const isReplaced =
      (source.endsWith('child_process') && importer.includes('/commander/')) ||
      source === '@modelcontextprotocol/server/_shims'
    return isReplaced ? `\0stand-in:${source}` : undefined
  },
  load: (id) => {
    if (!id.startsWith('\0stand-in:')) return undefined
    const [, code] = Object.entries(standInSources).find(([ending]) => id.endsWith(ending)) ?? []
    return code
  },
}

/**
 * Leaves out what zod needs to write schemas as JSON: its code hangs on every schema, so that the bundler keeps it. The schemas
 * of our tools come from the control document, and those of the protocol are never written (6 KB compressed).
 */
export const noSchemaWriter: Plugin = {
  name: 'no-schema-writer',
  transform: (code, id) => {
    if (!/\/zod\/v4\/core\/(json-schema-processors|to-json-schema)\.js$/.test(id)) return undefined
    const names = [...code.matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name]) => name)
    return names.map((name) => `export const ${name} = () => undefined`).join('\n')
  },
}

/** What the bundler writes for an export of a file. */
const getter =
  /Object\.defineProperty\(exports, ("[^"]+"), \{\s*enumerable: true,\s*get: function \(\) \{\s*return ([\w$]+);\s*\}\s*\}\);/g

/**
 * Writes the exports of shared files as values where the bundler writes a function for each, which takes six times the code.
 * A variable that may change later keeps its function. The values are assigned in a loop: hundreds of assignments by name would
 * take V8 half a millisecond, because each makes a shape of its own.
 */
export const plainExports: Plugin = {
  name: 'plain-exports',
  renderChunk: (code, { isEntry }) => {
    if (isEntry) return undefined
    const constants = new Set([...code.matchAll(constant)].map(([, name]) => name))
    const names: string[] = []
    const variables: string[] = []
    const rest = code.replaceAll(getter, (whole, exported, variable) => {
      if (!constants.has(variable)) return whole
      names.push(JSON.parse(exported))
      variables.push(variable)
      return ''
    })
    if (names.length === 0) return undefined
    return `${rest}
((names, ...values) => names.forEach((name, index) => { exports[name] = values[index] }))(${JSON.stringify(names.join(' '))}.split(' '), ${variables.join(', ')})`
  },
}

/** A variable of a file that never changes, as the bundler writes them. */
const constant = /^(?:const |var (?=[\w$]+ = class\b)|(?:async )?function\*? )([\w$]+)/gm
