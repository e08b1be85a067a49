import { type Stats, statSync } from 'node:fs'

/**
 * How long a folder must be unchanged until its time of change is trusted: the times of some disks are two seconds apart.
 * Milliseconds.
 */
const settledMs = 3000

/**
 * Notices with one look whether anything was added to a folder or removed from it, or the folder itself was: its time
 * of change tells. Looking at each file would cost several times as much with every write.
 */
export class FolderWatch {
  #seen: Stats | undefined
  #isSettled = false
  #version = 0

  constructor(private readonly folder: string) {}

  /** A number that stays the same while nothing was added or removed. @throws the system's error */
  look(): number {
    const found = statSync(this.folder, { throwIfNoEntry: false })
    const seen = this.#seen
    if (
      this.#isSettled &&
      found !== undefined &&
      found.mtimeMs === seen?.mtimeMs &&
      found.ino === seen.ino &&
      found.dev === seen.dev
    )
      return this.#version
    this.#seen = found
    this.#isSettled = found !== undefined && found.mtimeMs < Date.now() - settledMs
    return ++this.#version
  }
}
