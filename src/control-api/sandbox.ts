import { defaultProfileId } from '../core/profiles.js'
import { suggest } from '../wire/suggest.js'
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

export const sandboxes: ControlTable<'ListSandboxes' | 'DeleteSandbox', 'sandboxes'> = {
  ListSandboxes: ({ sandboxes }) => ({ body: { sandboxes: sandboxes.list().map(toSandboxSummary) } }),
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
