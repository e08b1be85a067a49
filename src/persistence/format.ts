/** The format of the files. The store itself knows nothing about their content. */
export interface Format<File> {
  /** @throws with a sentence that names the file */
  readonly parseFile: (text: string, fileName: string) => File
  /** Applies the lines of a log to the file they follow. */
  readonly merge: (base: File, log: readonly File[]) => File
  /** The base of a log whose file was never written. */
  readonly empty: File
}

/** The folder of the files. */
export interface Folder {
  /** A number that stays the same while nothing was added or removed. */
  readonly look: () => number
  /** @throws {LockedError} when another emulator has taken over the folder */
  readonly requireLock: () => void
}
