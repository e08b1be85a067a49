import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Workload } from '../load/requests.js'
import { emulateConfig, mockoonData, wiremockMapping } from './set-ups.js'

const document = fileURLToPath(new URL('../../openapi/verify.yaml', import.meta.url))

/** Another tool that can answer a create, in the smallest set-up that does so, and as quiet as ours. */
export interface Peer {
  /** Names its figures in the marks of documents. */
  readonly id: string
  readonly name: string
  /** The npm package and its exact version. */
  readonly package: string
  readonly version: string
  readonly workload: Workload
  readonly runtime: 'node' | 'java'
  /** Writes what the tool needs into its folder, where its package is installed. */
  readonly prepare?: (folder: string) => void
  /** The arguments for the runtime. */
  readonly argsOf: (folder: string, port: number) => readonly string[]
}

const inPackages = (folder: string, path: string) => join(folder, 'node_modules', path)

export const peers: readonly Peer[] = [
  {
    id: 'prism',
    name: 'Prism',
    package: '@stoplight/prism-cli',
    version: '5.16.0',
    // Prism leaves out the path of the document's server.
    workload: 'create-at-root',
    runtime: 'node',
    argsOf: (folder, port) => [
      inPackages(folder, '@stoplight/prism-cli/dist/index.js'),
      ...['mock', document, '--port', String(port), '--verboseLevel', 'error'],
    ],
  },
  {
    id: 'emulate',
    name: 'emulate',
    package: 'emulate',
    version: '0.12.2',
    workload: 'create',
    runtime: 'node',
    prepare: (folder) => writeFileSync(join(folder, 'emulate.config.mjs'), emulateConfig),
    argsOf: (folder, port) => [
      inPackages(folder, 'emulate/dist/index.js'),
      ...['start', '--config', join(folder, 'emulate.config.mjs'), '--port', String(port)],
    ],
  },
  {
    id: 'wiremock',
    name: 'WireMock',
    package: 'wiremock',
    version: '3.13.2',
    workload: 'create',
    runtime: 'java',
    prepare: (folder) => {
      mkdirSync(join(folder, 'mappings'))
      writeFileSync(join(folder, 'mappings/create.json'), wiremockMapping)
    },
    argsOf: (folder, port) => {
      const build = inPackages(folder, 'wiremock/build')
      const [jar = 'no-jar'] = readdirSync(build).filter((name) => name.endsWith('.jar'))
      return [
        ...['-jar', join(build, jar), '--port', String(port), '--bind-address', '127.0.0.1', '--root-dir', folder],
        // A journal as long as ours; without a limit it grows with each request.
        ...['--disable-banner', '--disable-request-logging', '--max-request-journal-entries', '1000'],
      ]
    },
  },
  {
    id: 'mockoon',
    name: 'Mockoon',
    package: '@mockoon/cli',
    version: '9.9.0',
    workload: 'create',
    runtime: 'node',
    prepare: (folder) => writeFileSync(join(folder, 'mockoon.json'), mockoonData),
    argsOf: (folder, port) => [
      inPackages(folder, '@mockoon/cli/bin/run.js'),
      ...['start', '--data', join(folder, 'mockoon.json'), '--port', String(port), '--hostname', '127.0.0.1'],
      ...['--disable-log-to-file', '--disable-admin-api'],
    ],
  },
]
