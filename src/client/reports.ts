import { type Call, readJson } from './call.js'
import type { ContractReport, Coverage } from './types.js'

/** What has been exercised, in all sandboxes of the emulator. */
export interface CoverageClient {
  get(): Promise<Coverage>
  /** For a person. */
  text(): Promise<string>
  clear(): Promise<void>
}

/** What an emulator that passes requests on has seen. */
export interface ContractClient {
  /** @throws {EmulatorError} 404 where the emulator answers by itself */
  get(): Promise<ContractReport>
  /** For a person. */
  text(): Promise<string>
}

export function createCoverageClient(call: Call): CoverageClient {
  const path = '/_emulator/coverage'
  return {
    ...createReader<Coverage>(call, path),
    clear: async () => {
      await call('DELETE', path)
    },
  }
}

export function createContractClient(call: Call): ContractClient {
  return createReader<ContractReport>(call, '/_emulator/contract')
}

function createReader<Report>(call: Call, path: string) {
  return {
    get: async () => (await readJson(await call('GET', path))) as Report,
    text: async () => (await call('GET', path, { accept: 'text/plain' })).text(),
  }
}
