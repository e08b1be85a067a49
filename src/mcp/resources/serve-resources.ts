import { ProtocolError, ProtocolErrorCode, type Server } from '@modelcontextprotocol/server'
import { VerifyEmulatorError } from '../../wire/error-base.js'
import { suggest } from '../../wire/suggest.js'
import type { McpContext } from '../context.js'
import type { Resource, ResourceFamily } from './resource.js'
import { listResources, resourceFamilies } from './table.js'

/** Adds the resources to a server. */
export function serveResources(server: Server, context: McpContext): void {
  server.setRequestHandler('resources/list', async () => ({
    resources: listResources().map((resource) => ({ uri: resource.uri, ...factsOf(resource) })),
  }))
  server.setRequestHandler('resources/templates/list', async () => ({
    resourceTemplates: resourceFamilies.map((family) => ({ uriTemplate: family.uriTemplate, ...factsOf(family) })),
  }))
  server.setRequestHandler('resources/read', async ({ params: { uri } }) => {
    const { mimeType, meta, read } = findResource(uri)
    try {
      return { contents: [{ uri, mimeType, text: await read(context), ...(meta && { _meta: { ...meta } }) }] }
    } catch (error) {
      if (!(error instanceof VerifyEmulatorError)) throw error
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, error.message)
    }
  })
}

function factsOf({ name, title, description, mimeType, meta }: Omit<Resource, 'uri' | 'read'>) {
  return { name, title, description, mimeType, ...(meta && { _meta: { ...meta } }) }
}

/** @throws {ProtocolError} that lists what there is */
function findResource(uri: string): Pick<Resource, 'mimeType' | 'meta' | 'read'> {
  const found = listResources().find((resource) => resource.uri === uri)
  if (found !== undefined) return found
  for (const family of resourceFamilies) {
    const part = readPart(uri, family)
    if (part !== undefined) return { ...family, read: (context) => family.read(part, context) }
  }
  const known = [...listResources().map((resource) => resource.uri), ...resourceFamilies.map((one) => one.uriTemplate)]
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, suggest('resource', uri.slice(0, 200), known))
}

/** The part of a URI that differs in its family; undefined if it belongs to another one. */
function readPart(uri: string, { uriTemplate }: ResourceFamily): string | undefined {
  const [start = ''] = uriTemplate.split('{')
  const part = uri.startsWith(start) ? uri.slice(start.length) : ''
  return /^[\w.~%-]{1,100}$/.test(part) ? decodeQuietly(part) : undefined
}

function decodeQuietly(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
