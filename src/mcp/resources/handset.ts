import { readFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'
import { packagePath } from '../../documents/package-files.js'
import { InputError } from '../../wire/input-error.js'
import type { Resource } from './resource.js'

/** The URI of the handset as an MCP App, which its tools name. */
export const handsetUri = 'ui://telnyx-verify-emulator/handset'

/**
 * The handset in one document, which a host shows in a frame. It needs no network: the emulator refuses pages of other
 * sites, and a frame of a host is one, so the app asks through its host, which calls a tool with the rights of the agent.
 */
export const handset: Resource = {
  uri: handsetUri,
  name: 'handset',
  title: 'Handset',
  description: 'The phone that receives the codes, as an MCP App',
  mimeType: 'text/html;profile=mcp-app',
  meta: { ui: { csp: {}, permissions: { clipboardWrite: {} }, prefersBorder: false } },
  read: readHandset,
}

/** @throws {InputError} for a checkout that is not built */
function readHandset(): string {
  try {
    return brotliDecompressSync(readFileSync(packagePath('dist/web/hosted.html.br'))).toString()
  } catch {
    throw new InputError('The handset is not built. Run `npm run build`.')
  }
}
