import { path } from './setting-types.js'
import { findByFlag, type Setting, settings } from './settings.js'

/**
 * Joins the text of a flag with the texts that the same flag was given before: a list is appended to, of anything else the
 * last one counts.
 */
export function joinTexts({ is }: Pick<Setting, 'is'>, text: string, before: unknown): string {
  const separator = is.kind === 'names' ? ',' : is.kind === 'headers' ? '\n' : undefined
  return separator !== undefined && typeof before === 'string' ? `${before}${separator}${text}` : text
}

/** A flag of `start`. One without a placeholder is a switch. */
type PlainFlag = Pick<Setting, 'is' | 'placeholder'> & { readonly key: string }

/** The one flag that is not a setting. */
const configFlag: PlainFlag = { key: 'config', placeholder: '<file>', is: path }

function findFlag(arg: string): PlainFlag | undefined {
  if (arg === '--config') return configFlag
  return arg.startsWith('--')
    ? findByFlag(arg.slice(2))
    : settings.find(({ short }) => short !== undefined && arg === `-${short}`)
}

/**
 * Reads a command line that consists of nothing but settings in their plain form, like `--port 0 --seed=1 --quiet`. Most
 * starts are such, and need no parser of command lines.
 *
 * @param args the arguments, from the command's name on
 * @returns the texts by the keys of the settings, as the command line's parser returns them; undefined for anything else, such
 *   as another command, a request for help, a mistake, or a value that looks like a flag
 * @example
 * ```ts
 * readPlainFlags(['start', '--port', '0', '--quiet']) // { port: '0', quiet: true }
 * readPlainFlags(['health']) // undefined
 * ```
 */
export function readPlainFlags(args: readonly string[]): Readonly<Record<string, unknown>> | undefined {
  const values: Record<string, unknown> = {}
  for (let at = args[0] === 'start' ? 1 : 0; at < args.length; at++) {
    const arg = args[at] as string
    const end = arg.startsWith('--') ? arg.indexOf('=') : -1
    const flag = findFlag(end < 0 ? arg : arg.slice(0, end))
    if (flag === undefined) return undefined
    if (flag.placeholder === undefined) {
      if (end >= 0) return undefined
      values[flag.key] = true
      continue
    }
    const text = end < 0 ? args[++at] : arg.slice(end + 1)
    if (text === undefined || text === '' || text.startsWith('-')) return undefined
    values[flag.key] = joinTexts(flag, text, values[flag.key])
  }
  return values
}
