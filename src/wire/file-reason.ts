import { FileError } from './input-error.js'

/** What a file or folder cannot be. */
export type FileUse = 'read' | 'written' | 'used'

const notInFolder = () => ['a part of its path is a file, not a folder', 'Check the path'] as const

/** The reason and the next step for each code of the system. */
const reasons: Readonly<Record<string, (use: FileUse) => readonly [reason: string, advice: string]>> = {
  ENOENT: (use) =>
    use === 'written'
      ? ['its folder does not exist', 'Create the folder, or choose another path']
      : ['it does not exist', 'Check the path'],
  EISDIR: () => ['it is a folder', 'Name a file'],
  ENOTDIR: notInFolder,
  // Whoever writes a file makes its folder first.
  EEXIST: (use) => (use === 'written' ? notInFolder() : ['a file has this name', 'Name a folder']),
  EACCES: (use) => ['permission denied', `Give this user the right to ${use === 'read' ? 'read it' : 'write there'}`],
  EPERM: () => ['the operation is not permitted', 'Check its owner and its permissions'],
  EROFS: () => ['the file system is read-only', 'Choose another place'],
  ENOSPC: () => ['the disk is full', 'Free some space'],
  EDQUOT: () => ["this user's share of the disk is full", 'Free some space'],
  ENAMETOOLONG: () => ['its name is too long', 'Choose a shorter one'],
  ELOOP: () => ['its symbolic links form a loop', 'Fix the links'],
  EMFILE: () => ['too many files are open', 'Raise the limit with ulimit -n'],
  EIO: () => ['the disk reports an error', 'Check the disk'],
}

/** The longest reason of a parser that is printed: it may quote a binary file. Characters. */
const longestReason = 160

/**
 * Says why a file or folder cannot be used and what to do, without the words of the system.
 *
 * @param name the path, after a noun if that helps: `The fixtures verify.json`
 * @param error what the file system threw
 * @example
 * ```ts
 * explainFileError('verify.json', 'read', error) // 'verify.json cannot be read: it does not exist. Check the path.'
 * ```
 */
export function explainFileError(name: string, use: FileUse, error: unknown): string {
  const { code, path, message } = error as { code?: unknown; path?: unknown; message?: unknown }
  if (name === '' || path === '') return `The path of the file is empty. Name a file.`
  const known = reasons[String(code)]
  if (known === undefined) return `${name} cannot be ${use}: ${String(message).replace(/\.$/, '')}.`
  const [reason, advice] = known(use)
  return `${name} cannot be ${use}: ${reason}. ${advice}.`
}

/** Says in one short line why a parser refuses a text: parsers quote it, with its line breaks. */
export function explainSyntax(error: unknown): string {
  const [said = ''] = String((error as Error).message).split('\n\n', 1)
  const line = said.replaceAll(/\s+/g, ' ').replace(/[ :.]+$/, '')
  return line.length > longestReason ? `${line.slice(0, longestReason)}...` : line
}

/** Leaves out the mark that editors on Windows put at the beginning of a text. */
export const withoutMark = (text: string): string => text.replace(/^\uFEFF/, '')

/**
 * Parses the text of a JSON file, with or without the mark of Windows editors at its beginning.
 *
 * @param advice the next step, as a sentence
 * @throws {FileError}
 * @example
 * ```ts
 * parseFileJson('', 'run.json', 'Fix or remove it.') // throws 'run.json is empty. Fix or remove it.'
 * ```
 */
export function parseFileJson(text: string, name: string, advice: string): unknown {
  const json = withoutMark(text)
  if (json.trim() === '') throw new FileError(`${name} is empty. ${advice}`)
  try {
    return JSON.parse(json)
  } catch (error) {
    throw new FileError(`${name} is not valid JSON (${explainSyntax(error)}). ${advice}`)
  }
}
