import type { Drop } from '../core/dropped-sandboxes.js'
import { defaultProfileId } from '../core/profiles.js'
import { suggest } from '../wire/suggest.js'
import { toInstant } from '../wire/timestamp.js'
import { tellChange } from './changes.js'
import type { SandboxLifecycle } from './control-context.js'
import type { ControlRequest, ControlTable } from './operation.js'
import { answerList } from './parts.js'
import { ProblemError, throwNothingFound } from './problem.js'
import { toSandboxSummary } from './snapshot.js'

type SandboxRequest = Pick<ControlRequest<'GetSandbox', 'sandboxes' | 'server'>, 'sandbox' | 'sandboxes' | 'server'>

const toSandboxInfo = ({ sandbox, sandboxes, server }: SandboxRequest) => ({
  body: {
    sandbox: sandbox.name,
    dialect: sandbox.world.settings.dialect,
    seed: sandboxes.seedOf(sandbox.name),
    api_key: `sandbox_${sandbox.name}`,
    profile_id: defaultProfileId,
    base_path: '/v2' as const,
    public_key: sandbox.world.settings.webhooks.publicKey,
    page: server.page(),
  },
})

export const sandbox: ControlTable<'GetSandbox' | 'ResetSandbox', 'sandboxes' | 'server'> = {
  GetSandbox: toSandboxInfo,
  ResetSandbox: (request) => {
    request.sandboxes.reset(request.sandbox)
    return toSandboxInfo(request)
  },
}

const toDropped = ({ name, at, reason }: Drop) => ({ sandbox: name, dropped_at: toInstant(at), reason })

export const sandboxes: ControlTable<'ListSandboxes' | 'DeleteSandbox', 'sandboxes'> = {
  ListSandboxes: ({ sandboxes }) => {
    const living = sandboxes.list() // first, because it drops the idle ones
    const dropped = sandboxes.dropped().map(toDropped)
    return answerList({ dropped }, 'sandboxes', living, toSandboxSummary)
  },
  DeleteSandbox: ({ sandboxes, path: { name = '' } }) => {
    const found = sandboxes.find(name) ?? throwUnknown(name, sandboxes)
    const body = toSandboxSummary(found)
    sandboxes.remove(found)
    tellChange(found, 'DeleteSandbox')
    return { body }
  },
}

function throwUnknown(name: string, sandboxes: SandboxLifecycle): never {
  const names = sandboxes.list().map((sandbox) => sandbox.name)
  return throwNothingFound(suggest('sandbox', name, names))
}

type HealthRequest = Pick<ControlRequest<'GetHealth', 'server' | 'sandboxes'>, 'server' | 'sandboxes'>

const toHealth = ({ server, sandboxes }: HealthRequest) => ({
  body: {
    status: 'ok' as const,
    version: server.version,
    uptime_secs: Math.round(server.uptimeSecs()),
    sandboxes: sandboxes.count(),
  },
})

export const healthChecks: ControlTable<'GetHealth' | 'GetLiveness' | 'GetReadiness', 'server' | 'sandboxes'> = {
  GetHealth: toHealth,
  GetLiveness: toHealth,
  GetReadiness: (request) => {
    if (request.server.isClosing()) throw new ProblemError(503, 'Shutting down', 'The emulator is shutting down.')
    return toHealth(request)
  },
}
