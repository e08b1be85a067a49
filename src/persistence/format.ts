/** The format of the files. The store itself knows nothing about their content. */
export interface Format<File> {
  /**
   * Reads a file, or a line of a log.
   *
   * @param isProven whether a checksum proves that the emulator has written it
   * @throws with a sentence that names the file
   */
  readonly parse: (bytes: Buffer, fileName: string, isProven: boolean) => File
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
