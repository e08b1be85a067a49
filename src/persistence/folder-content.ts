import { isSandboxName } from '../core/sandbox-name.js'
import { fromFileName, toFileName } from './file-names.js'

/** Files that other programs leave in any folder, and that cannot be taken for a sandbox. */
const harmless = /^(?:\.DS_Store|\.gitignore|\.gitkeep|\.gitattributes|Thumbs\.db|desktop\.ini|lost\+found)$/

const ofSandbox = /^([^.]+)\.(json|log\.jsonl)$/
const deletedFile = /^\.([^.]+)\.json\.deleted$/
const draft = /^(?:\.[^.]+\.json\.tmp|lock-\d+)$/

/** The names in a data folder, by what they are. */
export interface FolderContent {
  /** The names of the stored sandboxes, sorted. */
  readonly sandboxes: readonly string[]
  /** Files whose name an earlier version gave them, with the name that they have now. */
  readonly renamed: readonly (readonly [from: string, to: string])[]
  /** What a process that was killed has left behind. */
  readonly drafts: readonly string[]
  /** Sandboxes whose deletion was interrupted. */
  readonly deleted: readonly string[]
  /** Files of others, with the reason if they look like a sandbox. */
  readonly foreign: readonly string[]
}

/** Sorts the names in a data folder. */
export function sortContent(names: readonly string[]): FolderContent {
  const sandboxes = new Set<string>()
  const renamed: [string, string][] = []
  const drafts: string[] = []
  const deleted: string[] = []
  const foreign: string[] = []
  for (const name of [...names].sort()) {
    const [, stem, end] = ofSandbox.exec(name) ?? []
    const [, deletedStem] = deletedFile.exec(name) ?? []
    if (deletedStem !== undefined) deleted.push(fromFileName(deletedStem))
    else if (draft.test(name)) drafts.push(name)
    else if (stem === undefined) {
      if (name !== 'lock' && !harmless.test(name)) foreign.push(name)
    } else {
      const sandbox = fromFileName(stem)
      const now = `${toFileName(sandbox)}.${end}`
      if (!isSandboxName(sandbox)) foreign.push(name)
      else if (now === name) sandboxes.add(sandbox)
      else if (now === `${stem}%.${end}` && !names.includes(now)) {
        renamed.push([name, now])
        sandboxes.add(sandbox)
      } else foreign.push(`${name} (the file of sandbox "${sandbox}" is ${now})`)
    }
  }
  return { sandboxes: [...sandboxes].sort(), renamed, drafts, deleted, foreign }
}

/** The number of names in a warning. */
const mostNamed = 20

/** Warns of files that are not the emulator's. */
export function describeForeign(folder: string, foreign: readonly string[]): string {
  const more = foreign.length - mostNamed
  const named = foreign.slice(0, mostNamed).join(', ')
  return `The data folder ${folder} contains other files, which are neither read nor changed: ${named}${more > 0 ? ` and ${more} more` : ''}.`
}
