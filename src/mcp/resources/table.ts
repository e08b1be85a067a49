/**
 * The resources: how to connect, both documents, the guides, and the rules by id. To add one, add it to {@link listResources}; the text of a
 * file of the package is `readPackageFile('path')`, and a page that a tool shows has the URI that the tool names in `meta`.
 */
import { readJson } from '../../client/call.js'
import type { McpContext } from '../context.js'
import { listGuides } from './guides.js'
import { handset } from './handset.js'
import type { Resource, ResourceFamily } from './resource.js'
import { listSkill } from './skill.js'

/** Reads an answer of the control API as JSON for people. */
const ask = async ({ call }: McpContext, path: string) =>
  JSON.stringify(await readJson(await call('GET', path)), undefined, 1)

const documents: readonly Resource[] = [
  {
    uri: 'tve://openapi/verify',
    name: 'openapi-verify',
    title: 'The emulated API',
    description: 'The OpenAPI document of the emulated Verify API',
    mimeType: 'application/json',
    read: (context) => ask(context, '/_emulator/openapi/verify.json'),
  },
  {
    uri: 'tve://openapi/control',
    name: 'openapi-control',
    title: 'The control API',
    description: 'The OpenAPI document of the control API, which the tools use',
    mimeType: 'application/json',
    read: (context) => ask(context, '/_emulator/openapi.json'),
  },
]

const connection: Resource = {
  uri: 'tve://connection',
  name: 'connection',
  title: 'How to connect an application',
  description: 'Base URL, API key, profile and public key for the environment of the application under test',
  mimeType: 'application/json',
  read: async (context) => {
    const { call, sandbox } = context
    const facts = (await readJson(await call('GET', '/_emulator', { query: { sandbox } }))) as Record<string, string>
    const env = {
      TELNYX_BASE_URL: `${context.origin}${facts.base_path}`,
      TELNYX_API_KEY: facts.api_key,
      TELNYX_VERIFY_PROFILE_ID: facts.profile_id,
      TELNYX_PUBLIC_KEY: facts.public_key,
    }
    return JSON.stringify(env, undefined, 1)
  },
}

let resources: readonly Resource[] | undefined

/** Lists the resources with a URI of their own. */
export function listResources(): readonly Resource[] {
  resources ??= [connection, ...listSkill(), handset, ...documents, ...listGuides()]
  return resources
}

export const resourceFamilies: readonly ResourceFamily[] = [
  {
    uriTemplate: 'tve://rules/{id}',
    name: 'rule',
    title: 'A rule of the real service',
    description: 'How the real service behaves, by the ID that journal, hints and `explain` name, with the evidence',
    mimeType: 'application/json',
    read: (id, context) => ask(context, `/_emulator/rules/${encodeURIComponent(id)}`),
  },
]
