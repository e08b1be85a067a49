import type { Drop } from '../core/dropped-sandboxes.js'
import { defaultProfileId } from '../core/profiles.js'
import { suggest } from '../wire/suggest.js'
import { toInstant } from '../wire/timestamp.js'
import { tellChange } from './changes.js'
import type { ControlRequest, ControlTable } from './operation.js'
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
    const living = sandboxes.list().map(toSandboxSummary) // first, because it drops the idle ones
    return { body: { sandboxes: living, dropped: sandboxes.dropped().map(toDropped) } }
  },
  DeleteSandbox: ({ sandboxes, path: { name = '' } }) => {
    const all = sandboxes.list()
    const found = all.find((sandbox) => sandbox.name === name)
    const names = all.map((sandbox) => sandbox.name)
    if (found === undefined) throwNothingFound(suggest('sandbox', name, names))
    const body = toSandboxSummary(found)
    sandboxes.remove(found)
    tellChange(found, 'DeleteSandbox')
    return { body }
  },
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
