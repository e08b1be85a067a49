/** The table of the official SDKs that CI tries, from test/sdk/projects/sdks.json. */
import { readFileSync } from 'node:fs'
import { root } from './documents.js'

interface Sdk {
  readonly language: string
  readonly package: string
  readonly note: string
}

/** An SDK that CI runs through a login. */
export interface TriedSdk extends Sdk {
  readonly version: string
  /** Path of its program below test/sdk/projects. */
  readonly program: string
  /** Path of the file that pins its version. */
  readonly pinnedIn: string
  /** How it names itself in its requests. */
  readonly userAgent: string
  /** Its function that verifies webhooks; null if it has none. */
  readonly verifier: string | null
}

interface Sdks {
  /** The day on which the newest versions were looked up. */
  readonly lookedUp: string
  readonly tried: readonly TriedSdk[]
  readonly notTried: readonly Sdk[]
}

export const sdkProjects = `${root}test/sdk/projects/`

export const readSdks = (): Sdks => JSON.parse(readFileSync(`${sdkProjects}sdks.json`, 'utf8'))

/** The SDKs that are tried, and those that cannot be. */
export function sdksTable(): string {
  const { lookedUp, tried, notTried } = readSdks()
  const rows = tried.map(
    ({ language, package: name, version, program, verifier, note }) =>
      `| [${language}](../test/sdk/projects/${program}) | \`${name}\` | ${version} | ${verifier === null ? 'it has no verifier' : `\`${verifier}\``} | ${note} |`,
  )
  const others = notTried.map(
    ({ language, package: name, note }) => `| ${language} | \`${name}\` | not tried | | ${note} |`,
  )
  return [
    `Looked up on ${lookedUp}.`,
    '',
    '| language | package | version tried | webhooks verified with | note |',
    '|---|---|---|---|---|',
    ...rows,
    ...others,
  ].join('\n')
}
