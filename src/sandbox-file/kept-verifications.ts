import type { Verification } from '../core/records.js'
import type { UnreadVerifications } from '../core/unread-verifications.js'
import type { ControlWire } from '../wire/types.js'
import { hashBytes, hashText, PlaceTable } from './place-table.js'
import type { ScannedVerifications } from './scanned-verifications.js'
import { createFacts, FactColumns, type VerificationFacts } from './verification-facts.js'
import type { VerificationScanner } from './verification-scanner.js'

type StoredVerification = ControlWire['StoredVerification']

/** The verifications of a file, or of a line of a log. */
interface ScannedFile {
  readonly scanned?: ScannedVerifications
  readonly verifications?: readonly StoredVerification[]
  /** It replaces all that is before. */
  readonly replaces?: boolean
}

const idStart = '{"id":"'.length
const idLength = 36
const quote = 0x22

/**
 * All verifications of a stored sandbox, in the bytes of its file and log, where they are found by ID and by number. Each
 * is a few numbers until it is read. A newer one of the same ID takes the place of the older.
 */
export class KeptVerifications implements UnreadVerifications {
  #size = 0
  /** Places in the bytes; below zero for those that were read as JSON. */
  readonly #places: Int32Array
  readonly #numberPlaces: Int32Array
  readonly #scanners: VerificationScanner[] = []
  readonly #scannerOf: Uint8Array
  readonly #stored: StoredVerification[] = []
  readonly #records: Verification[] = []
  #facts: FactColumns | undefined
  readonly #byId: PlaceTable
  #byNumber: PlaceTable | undefined
  readonly #older: Int32Array

  /** @param most the number of verifications in all files together */
  constructor(most: number) {
    this.#places = new Int32Array(most)
    this.#numberPlaces = new Int32Array(most)
    this.#scannerOf = new Uint8Array(most)
    this.#older = new Int32Array(most)
    this.#facts = new FactColumns(most)
    this.#byId = new PlaceTable(most)
  }

  get size(): number {
    return this.#size
  }

  /** Adds the verifications of a file, or of a line of the log after it. */
  add({ scanned, verifications = [], replaces }: ScannedFile): void {
    if (replaces) {
      this.#size = 0
      this.#byId.clear()
    }
    for (const stored of verifications) this.#addStored(stored)
    if (scanned === undefined || this.#facts === undefined) return
    const { scanner } = scanned
    const { bytes } = scanner
    let number = this.#scanners.indexOf(scanner)
    if (number < 0) number = this.#scanners.push(scanner) - 1
    const facts = createFacts()
    for (let index = 0; index < scanned.size; index++) {
      const stored = scanned.get(index, facts)
      if (stored !== undefined) {
        this.#addStored(stored)
        continue
      }
      const start = facts.place + idStart
      this.#scannerOf[this.#size] = number
      const place = this.#put(facts.place, hashBytes(bytes, start, start + idLength))
      this.#numberPlaces[place] = facts.numberPlace
      this.#scannerOf[place] = number
      this.#facts.set(place, facts)
    }
  }

  #addStored(stored: StoredVerification): void {
    this.#put(-this.#stored.push(stored), hashText(stored.id))
  }

  /** Puts one in the place of its ID if that is known already, or in the next free one. @returns the place */
  #put(inBytes: number, hash: number): number {
    this.#places[this.#size] = inBytes
    const place = this.#byId.put(hash, this.#size, this.#haveSameId)
    this.#places[place] = inBytes
    if (place === this.#size) this.#size++
    return place
  }

  /** Finds the verifications of each number. Called once, when all are added. */
  indexNumbers(): void {
    const table = new PlaceTable(this.#size)
    this.#byNumber = table
    for (let place = 0; place < this.#size; place++) {
      const stored = this.storedAt(place)
      const hash = stored === undefined ? this.#hashNumber(place) : hashText(stored.phone_number)
      this.#older[place] = table.replace(hash, place, this.#haveSameNumber)
    }
  }

  /** The one at a place that was read as JSON; undefined for one whose facts are then in `facts`. */
  storedAt(place: number): StoredVerification | undefined {
    const inBytes = this.#places[place] as number
    return inBytes < 0 ? this.#stored[-1 - inBytes] : undefined
  }

  /** Facts of one that is in the bytes. */
  factsAt(place: number, facts: VerificationFacts): void {
    this.#facts?.get(place, facts)
  }

  /** Takes the record of one that was read as JSON. */
  setRecord(place: number, record: Verification): void {
    this.#records[-1 - (this.#places[place] as number)] = record
  }

  /** Frees what only the start needs. */
  forgetFacts(): void {
    this.#facts = undefined
    this.#stored.length = 0
  }

  find(id: string): number {
    return this.#byId.find(hashText(id), (place) => this.#hasId(place, id))
  }

  newestOf(phoneNumber: string): number {
    return this.#byNumber?.find(hashText(phoneNumber), (place) => this.#hasNumber(place, phoneNumber)) ?? -1
  }

  olderThan(place: number): number {
    return this.#older[place] as number
  }

  phoneNumberAt(place: number): string {
    return this.#recordAt(place)?.phoneNumber ?? this.#scannerAt(place).textAt(this.#numberPlaces[place] as number)
  }

  read(place: number): Verification {
    const record = this.#recordAt(place)
    if (record !== undefined) return record
    const read = this.#scannerAt(place).read(this.#places[place] as number)
    if (read === undefined) throw new Error('the bytes of a stored verification have changed in memory')
    return read
  }

  #recordAt(place: number): Verification | undefined {
    const inBytes = this.#places[place] as number
    return inBytes < 0 ? this.#records[-1 - inBytes] : undefined
  }

  #scannerAt(place: number): VerificationScanner {
    return this.#scanners[this.#scannerOf[place] as number] as VerificationScanner
  }

  #hasId(place: number, id: string): boolean {
    const stored = this.storedAt(place)?.id ?? this.#recordAt(place)?.id
    if (stored !== undefined) return stored === id
    return id.length === idLength && hasText(this.#scannerAt(place).bytes, this.#idPlace(place), id)
  }

  /** A function of its own for each comparison would be most of the garbage of a start. */
  readonly #haveSameId = (place: number, other: number): boolean => {
    const stored = this.storedAt(other)?.id
    if (stored !== undefined) return this.#hasId(place, stored)
    const ofPlace = this.storedAt(place)?.id
    if (ofPlace !== undefined) return this.#hasId(other, ofPlace)
    const [a, b] = [this.#scannerAt(place).bytes, this.#scannerAt(other).bytes]
    const [startA, startB] = [this.#idPlace(place), this.#idPlace(other)]
    for (let index = idLength - 1; index >= 0; index--) if (a[startA + index] !== b[startB + index]) return false
    return true
  }

  #idPlace(place: number): number {
    return (this.#places[place] as number) + idStart
  }

  #hasNumber(place: number, phoneNumber: string): boolean {
    const stored = this.storedAt(place)?.phone_number ?? this.#recordAt(place)?.phoneNumber
    if (stored !== undefined) return stored === phoneNumber
    const { bytes } = this.#scannerAt(place)
    const start = this.#numberPlaces[place] as number
    return bytes[start + phoneNumber.length] === quote && hasText(bytes, start, phoneNumber)
  }

  readonly #haveSameNumber = (place: number, other: number): boolean => {
    const stored = this.storedAt(other)?.phone_number
    if (stored !== undefined) return this.#hasNumber(place, stored)
    const ofPlace = this.storedAt(place)?.phone_number
    if (ofPlace !== undefined) return this.#hasNumber(other, ofPlace)
    const [a, b] = [this.#scannerAt(place).bytes, this.#scannerAt(other).bytes]
    const [startA, startB] = [this.#numberPlaces[place] as number, this.#numberPlaces[other] as number]
    for (let index = 0; ; index++) {
      if (a[startA + index] !== b[startB + index]) return false
      if (a[startA + index] === quote) return true
    }
  }

  #hashNumber(place: number): number {
    const { bytes } = this.#scannerAt(place)
    const start = this.#numberPlaces[place] as number
    let end = start
    while (bytes[end] !== quote) end++
    return hashBytes(bytes, start, end)
  }
}

function hasText(bytes: Uint8Array, start: number, text: string): boolean {
  for (let index = text.length - 1; index >= 0; index--)
    if (bytes[start + index] !== text.charCodeAt(index)) return false
  return true
}
