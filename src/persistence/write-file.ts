import { closeSync, fstatSync, fsyncSync, openSync, renameSync, rmSync, type Stats, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Writes all bytes: the system may write fewer than it is given.
 *
 * @param start the place in the file; null for the present one
 * @throws the system's error
 */
export function writeAll(descriptor: number, bytes: Buffer, start: number | null = null): void {
  for (let written = 0; written < bytes.length; ) {
    const place = start === null ? null : start + written
    const count = writeSync(descriptor, bytes, written, bytes.length - written, place)
    if (count === 0) throw new Error('ENOSPC: nothing was written')
    written += count
  }
}

/** The name of the draft of a file. A draft that was left behind is removed at the next start. */
const toDraftName = (fileName: string) => `.${fileName}.tmp`

/**
 * Writes a file as a whole: a draft, which then replaces the file in one step.
 *
 * @param isDurable whether the content must have reached the disk first, because something else is emptied afterwards
 * @returns the stats of the new file
 * @throws the system's error; the file is then as before
 */
export function writeFileWhole(path: string, bytes: Buffer, { isDurable }: { isDurable: boolean }): Stats {
  const draft = join(dirname(path), toDraftName(basename(path)))
  try {
    const descriptor = openSync(draft, 'w')
    let stats: Stats
    try {
      writeAll(descriptor, bytes)
      if (isDurable) fsyncSync(descriptor)
      stats = fstatSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(draft, path)
    return stats
  } catch (error) {
    removeDraft(draft)
    throw error
  }
}

function removeDraft(draft: string): void {
  try {
    rmSync(draft, { force: true })
  } catch {
    // The caller reports the first error.
  }
}
