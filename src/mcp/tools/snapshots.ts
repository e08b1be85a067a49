import { readJson } from '../../client/call.js'
import { countOf } from '../../wire/count-of.js'
import { InputError } from '../../wire/input-error.js'
import { changes, component, overwrites, type Tool, type ToolRequest } from './tool.js'

const nameOption = {
  name: {
    type: 'string',
    minLength: 1,
    maxLength: 100,
    default: 'last',
    description: 'Name of the snapshot among those of its sandbox',
  },
}

export const snapshot: Tool = {
  name: 'snapshot',
  title: 'Take a snapshot',
  description: [
    'Keeps the whole state of the sandbox (records, messages, clock, forced outcomes, the random sequence) under a name, for `restore`.',
    'Take one before an experiment. It is kept by the MCP server until it ends, at most 50 of them; to keep one in a file, use `tve snapshot save`.',
  ].join(' '),
  operation: 'TakeSnapshot',
  omits: ['journal'],
  own: nameOption,
  output: () => ({
    type: 'object',
    required: ['sandbox', 'name', 'profiles', 'verifications'],
    additionalProperties: false,
    properties: {
      sandbox: { type: 'string', description: 'Name of the sandbox' },
      name: { type: 'string', description: 'Name of the snapshot' },
      profiles: { type: 'integer', description: 'Number of profiles' },
      verifications: { type: 'integer', description: 'Number of verifications' },
    },
  }),
  hints: changes,
  run: async (request, ask) => {
    const name = readName(request)
    const sandbox = await findSandbox(request)
    const file = (await ask({})) as { profiles?: unknown[]; verifications?: unknown[] }
    request.state.snapshots.keep(sandbox, name, file)
    const [profiles, verifications] = [file.profiles?.length ?? 0, file.verifications?.length ?? 0]
    return {
      summary: `Kept: ${countOf(profiles, 'profile')}, ${countOf(verifications, 'verification')}.`,
      content: { sandbox, name, profiles, verifications },
    }
  },
}

export const restore: Tool = {
  name: 'restore',
  title: 'Restore a snapshot',
  description: [
    'Replaces the state of the sandbox, its clock included, by a snapshot that `snapshot` has kept, or with fixtures: true by the fixtures it started with.',
    'The journal and the inbox become those of that time.',
    'With the same snapshot the same requests get the same codes and IDs again.',
  ].join(' '),
  own: {
    ...nameOption,
    fixtures: { type: 'boolean', default: false, description: 'Start over from the fixtures, without a snapshot' },
  },
  output: () => ({
    type: 'object',
    required: ['sandbox'],
    additionalProperties: false,
    properties: {
      sandbox: { type: 'string', description: 'Name of the sandbox' },
      profiles: { type: 'integer', description: 'Number of profiles' },
      verifications: { type: 'integer', description: 'Number of verifications' },
      messages: { type: 'integer', description: 'Number of messages' },
      clock: component('Clock'),
      warnings: { type: 'array', items: { type: 'string' }, description: 'Why it may behave otherwise than before' },
    },
  }),
  hints: overwrites,
  run: async (request) => {
    const { call, state } = request
    const sandbox = await findSandbox(request)
    const query = { sandbox }
    if (request.arguments.fixtures === true) {
      await call('POST', '/_emulator/reset', { query })
      return { summary: 'Reset to the fixtures.', content: { sandbox } }
    }
    const body = state.snapshots.find(sandbox, readName(request))
    const restored = (await readJson(await call('PUT', '/_emulator/snapshot', { query, body }))) as { warnings: [] }
    return { summary: `Restored, with ${countOf(restored.warnings.length, 'warning')}.`, content: restored }
  },
}

function readName({ arguments: { name = 'last' } }: ToolRequest): string {
  if (typeof name === 'string' && name.length >= 1 && name.length <= 100) return name
  throw new InputError('name must be a text of 1 to 100 characters, like "before-login".')
}

/** The name of the sandbox. The control API refuses it if the caller may not use the sandbox. */
async function findSandbox({ call, sandbox }: ToolRequest): Promise<string> {
  const facts = (await readJson(await call('GET', '/_emulator', { query: { sandbox } }))) as { sandbox: string }
  return facts.sandbox
}
