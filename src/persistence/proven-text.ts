import type { LoadedFile, SandboxFile } from '../sandbox-file/format.js'
import { ScannedVerifications } from '../sandbox-file/scanned-verifications.js'
import { VerificationScanner } from '../sandbox-file/verification-scanner.js'
import { decode } from './file-access.js'

/** Reads JSON in any spelling, and validates it. @param first the index of its first verification in the file */
type ReadJson = (text: string, first?: number) => SandboxFile

const listInFile = Buffer.from('\n  "verifications": [\n')
const indent = 4
const startOfLine = /^\{"version":1,"meta":\{[^{}"]*(?:"[a-z_]+":[^{}"]*)*\},"verifications":\[/
/** What comes before the verifications of a line is shorter. Bytes. */
const longestStart = 400
/** What follows the verifications of a line that holds no other records. */
const onlySeal = /^\],"checksum":"[0-9a-f]{8}"\}$/
const longestSeal = 40
/** Most verifications are longer. Bytes. */
const usualLength = 176
const comma = 0x2c
const lineBreak = 0x0a
const bracket = 0x5d

/**
 * Reads a file, or a line of a log, that the emulator has written itself, as a checksum proves. The verifications, nearly
 * all of a long file, are read without parsing JSON and validating it; everything else is read as JSON.
 */
export function readProven(bytes: Buffer, readJson: ReadJson): LoadedFile {
  // The first line of a file has only its bracket. A line of a log is long, and would be searched in vain.
  const read = bytes[1] === lineBreak ? readFileText : readLineText
  return read(bytes, readJson) ?? readJson(decode(bytes))
}

/** A file has one record per line. A record in another spelling is read as JSON. */
function readFileText(bytes: Buffer, readJson: ReadJson): LoadedFile | undefined {
  const found = bytes.indexOf(listInFile)
  if (found < 0) return undefined
  const start = found + listInFile.length
  const { byteOffset: base } = bytes
  const scanned = new ScannedVerifications(scannerOf(bytes), Math.ceil(bytes.length / usualLength))
  const { scanner } = scanned
  let place = start
  for (; bytes[place + indent - 1] === 0x20; place++) {
    if (scanner.scan(base + place + indent)) {
      scanned.add(base + place + indent)
      place = scanner.place - base
      if (bytes[place] === comma) place++
    } else {
      const end = bytes.indexOf(lineBreak, place)
      const json = decode(bytes.subarray(place, bytes[end - 1] === comma ? end - 1 : end))
      const { verifications = [] } = readJson(`{"version":1,"verifications":[${json}]}`, scanned.size)
      for (const stored of verifications) scanned.addStored(stored)
      place = end
    }
    if (bytes[place] !== lineBreak) return undefined
  }
  return { ...readAround(bytes, start, place, readJson), scanned }
}

/** A line of most changes begins with the verifications. One with any in another spelling is read as JSON. */
function readLineText(bytes: Buffer, readJson: ReadJson): LoadedFile | undefined {
  const start = startOfLine.exec(bytes.toString('latin1', 0, Math.min(longestStart, bytes.length)))?.[0].length
  if (start === undefined) return undefined
  const { byteOffset: base } = bytes
  const scanned = new ScannedVerifications(scannerOf(bytes), Math.ceil(bytes.length / usualLength))
  const { scanner } = scanned
  let place = start
  for (;;) {
    if (!scanner.scan(base + place)) return undefined
    scanned.add(base + place)
    place = scanner.place - base
    const next = bytes[place]
    if (next === bracket) break
    if (next !== comma) return undefined
    place++
  }
  const readOthers = () => readAround(bytes, start, place, readJson)
  const hasMore = !onlySeal.test(bytes.toString('latin1', place, place + longestSeal))
  return hasMore ? { ...readOthers(), scanned } : { version: 1, readMeta: readOthers, scanned }
}

/** The lines of a log lie in the same memory, and share a scanner with what it has read last. */
const scanners = new WeakMap<ArrayBufferLike, VerificationScanner>()

function scannerOf({ buffer }: Buffer): VerificationScanner {
  let scanner = scanners.get(buffer)
  if (scanner === undefined) {
    const whole = Buffer.from(buffer)
    scanner = new VerificationScanner(whole, (start, end) => whole.toString('latin1', start, end))
    scanners.set(buffer, scanner)
  }
  return scanner
}

/** Reads everything but the verifications. */
function readAround(bytes: Buffer, start: number, end: number, readJson: ReadJson): SandboxFile {
  return readJson(decode(bytes.subarray(0, start)) + decode(bytes.subarray(end)))
}
