import { InputError } from '../wire/input-error.js'

/** A snapshot as text, which is a tenth of the same as objects. */
interface Kept {
  readonly sandbox: string
  readonly name: string
  readonly text: string
}

/** How much is kept: the oldest go first. Characters. */
const mostSnapshots = 50
const mostCharacters = 64 * 1024 * 1024

/**
 * Snapshots that agents have taken, until the server ends. They stay here, because a snapshot may be longer than what an agent
 * can read, and is of no use to it but to be restored.
 */
export class SnapshotStore {
  #kept: Kept[] = []

  /** Keeps a snapshot; one of the same name is replaced. @throws {InputError} if it is too long */
  keep(sandbox: string, name: string, file: unknown): void {
    const text = JSON.stringify(file)
    if (text.length > mostCharacters)
      throw new InputError('The sandbox is too large for a snapshot of this tool. Use `tve snapshot save <file>`.')
    this.#kept = [...this.#kept.filter((one) => one.sandbox !== sandbox || one.name !== name), { sandbox, name, text }]
    while (this.#kept.length > mostSnapshots || this.#length > mostCharacters) this.#kept.shift()
  }

  /** @throws {InputError} that lists the snapshots of the sandbox */
  find(sandbox: string, name: string): unknown {
    const own = this.#kept.filter((one) => one.sandbox === sandbox)
    const found = own.find((one) => one.name === name)
    if (found !== undefined) return JSON.parse(found.text)
    const names = own.map((one) => `"${one.name}"`).join(', ')
    throw new InputError(
      names === ''
        ? `No snapshot of sandbox "${sandbox}" was taken here. Call \`snapshot\` first, or pass fixtures: true to start over.`
        : `Sandbox "${sandbox}" has no snapshot "${name}". It has: ${names}.`,
    )
  }

  get #length(): number {
    return this.#kept.reduce((sum, { text }) => sum + text.length, 0)
  }
}
