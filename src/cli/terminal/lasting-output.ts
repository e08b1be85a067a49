/** The standard streams of a command that runs on when the reader of its lines is gone, as in `| head -1`. */
import { writeSync } from 'node:fs'

type StreamName = 'stdout' | 'stderr'

const opened: Partial<Record<StreamName, NodeJS.WriteStream>> = {}

/** Opens a stream, at the first need: most starts that are quiet need none, and it takes a millisecond. */
function open(name: StreamName): NodeJS.WriteStream {
  opened[name] ??= process[name].on('error', () => {})
  return opened[name]
}

/** Writes a text, in the order of the calls. */
export function write(name: StreamName, text: string): void {
  open(name).write(text)
}

/** The file descriptor of stdout. */
const stdout = 1

/**
 * Writes the first text to stdout, which is not a terminal, without opening a stream. What a full pipe does not take is written by
 * the stream, which waits.
 */
export function writeFirst(text: string): void {
  if (opened.stdout !== undefined) {
    write('stdout', text)
    return
  }
  let rest: Uint8Array = Buffer.from(text)
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(stdout, rest))
  } catch {
    // The pipe is full, or its reader is gone.
    open('stdout').write(rest)
  }
}
