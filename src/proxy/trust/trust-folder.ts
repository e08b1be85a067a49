import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Target } from '../target.js'
import { createKeyStore, keyStorePassword } from './key-store.js'
import { attemptsFile } from './node-preload.js'
import { readPem, readSystemRoots, toDer } from './roots.js'

/**
 * A temporary folder that only this user can read, with the files that make one command trust a certificate. It never
 * contains a private key.
 */
export class TrustFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'tve-trust-'))
  readonly #bundles = new Map<string, string>()
  readonly #remove = () => rmSync(this.path, { recursive: true, force: true })

  /** @param certificate as PEM */
  constructor(private readonly certificate: string) {
    process.once('exit', this.#remove) // if a signal ends us first
  }

  /** Writes a file. @returns its path */
  write(name: string, content: string | Buffer): string {
    const file = join(this.path, name)
    writeFileSync(file, content, { mode: 0o600 })
    return file
  }

  /** Creates a folder in it. @returns its path */
  createFolder(name: string): string {
    const folder = join(this.path, name)
    mkdirSync(folder, { mode: 0o700 })
    return folder
  }

  /** Writes the certificates of a file, or of the system, with ours. @returns the path */
  addBundle(file?: string): string {
    return this.#add((file === undefined ? undefined : readPem(file)) ?? readSystemRoots())
  }

  /** Writes the certificates of a file, if there is one, with ours. @returns the path */
  addExtra(file?: string): string {
    return this.#add((file === undefined ? undefined : readPem(file)) ?? '')
  }

  /** Writes the certificates that the system trusts, with ours, for Java. */
  addKeyStore(nowMs: number): { readonly file: string; readonly password: string } {
    const certificates = toDer(readSystemRoots() + this.certificate)
    return { file: this.write('trust.jks', createKeyStore(certificates, nowMs)), password: keyStorePassword }
  }

  /** Reads what the preload of Node has refused. */
  readAttempts(): Target[] {
    try {
      const lines = readFileSync(join(this.path, attemptsFile), 'utf8').split('\n')
      return lines.flatMap((line) => readAttempt(line) ?? [])
    } catch {
      return [] // none
    }
  }

  remove(): void {
    process.off('exit', this.#remove)
    this.#remove()
  }

  /** Writes a text once. */
  #add(text: string): string {
    const known = this.#bundles.get(text)
    if (known !== undefined) return known
    const file = this.write(`certificates-${this.#bundles.size + 1}.pem`, text + this.certificate)
    this.#bundles.set(text, file)
    return file
  }
}

/** Reads a line of the preload; a process that was killed may have left half of one. */
function readAttempt(line: string): Target | undefined {
  try {
    const { host, port } = JSON.parse(line)
    return { host: String(host), port: Number(port) }
  } catch {
    return undefined
  }
}
