import { fileURLToPath } from 'node:url'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { onTestFinished } from 'vitest'
import type { Emulator } from '../../src/index.js'

const command = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url))

/** How a client of the official SDK speaks: the protocol of 2026, or that of 2025. */
export type Era = 'modern' | 'legacy'

const versionsOf = { modern: { pin: '2026-07-28' }, legacy: 'legacy' } as const

/** Connects a client to the MCP server of an emulator in this process. */
export async function connectInProcess(
  { fetch, url }: Pick<Emulator, 'fetch' | 'url'>,
  { era = 'modern', headers = {} }: { era?: Era; headers?: Record<string, string> } = {},
): Promise<Client> {
  const transport = new StreamableHTTPClientTransport(new URL('/_emulator/mcp', url), {
    fetch: (input, init) => fetch(input, init),
    requestInit: { headers },
  })
  return connect(transport, era)
}

export interface StdioOptions {
  readonly era?: Era
  readonly env?: Record<string, string>
  readonly cwd?: string
}

/** Starts `tve mcp` and connects a client to it. */
export async function connectOverStdio(args: readonly string[], { era = 'modern', env = {}, cwd }: StdioOptions = {}) {
  const { PATH = '', HOME = '' } = process.env
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [command, 'mcp', ...args],
    env: { PATH, HOME, ...env },
    stderr: 'pipe',
    ...(cwd !== undefined && { cwd }),
  })
  let errors = ''
  transport.stderr?.on('data', (text) => {
    errors += text
  })
  const client = await connect(transport, era)
  return { client, transport, errors: () => errors }
}

async function connect(transport: Parameters<Client['connect']>[0], era: Era): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode: versionsOf[era] } })
  await client.connect(transport)
  onTestFinished(() => client.close())
  return client
}
