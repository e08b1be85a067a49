import { type LoadedFile, mergeSandboxFiles } from './format.js'
import { KeptVerifications } from './kept-verifications.js'

/** Merges the lines of a log into the file that they follow, like `mergeSandboxFiles`, and leaves verifications unread. */
export function mergeKept(base: LoadedFile, log: readonly LoadedFile[]): LoadedFile {
  const files = [base, ...log]
  if (files.every(({ scanned }) => scanned === undefined)) return mergeSandboxFiles(base, log)
  const most = files.reduce((sum, { scanned, verifications }) => sum + (scanned?.size ?? verifications?.length ?? 0), 0)
  const kept = new KeptVerifications(most)
  for (const file of files) kept.add(file)
  kept.indexNumbers()
  const [first = base, ...lines] = files.flatMap(withoutVerifications)
  return { ...mergeSandboxFiles(first, lines), kept }
}

/** @returns nothing for a line without other records whose meta a later one replaces */
function withoutVerifications(file: LoadedFile, index: number, files: readonly LoadedFile[]): LoadedFile[] {
  const { scanned, verifications, readMeta, ...rest } = file
  if (readMeta === undefined) return [rest]
  return hasMeta(files[index + 1]) ? [] : [readMeta()]
}

const hasMeta = (file: LoadedFile | undefined) => file?.readMeta !== undefined || file?.meta !== undefined
