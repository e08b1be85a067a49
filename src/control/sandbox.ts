import { defaultProfileId } from '../core/profiles.js'
import type { ControlRequest, ControlTable } from './operation.js'
import { Problem } from './problem.js'

type AnySandboxRequest = Pick<ControlRequest<'GetSandbox'>, 'sandbox' | 'installation'>

const describe = ({ sandbox, installation }: AnySandboxRequest) => ({
  body: {
    sandbox: sandbox.name,
    dialect: sandbox.world.settings.dialect,
    seed: installation.seedOf(sandbox.name),
    api_key: `sandbox_${sandbox.name}`,
    profile_id: defaultProfileId,
    base_path: '/v2' as const,
  },
})

export const sandbox: ControlTable<'GetSandbox' | 'ResetSandbox'> = {
  GetSandbox: describe,
  ResetSandbox: (request) => {
    request.installation.reset(request.sandbox)
    return describe(request)
  },
}

const health = ({ installation }: Pick<ControlRequest<'GetHealth'>, 'installation'>) => ({
  body: {
    status: 'ok' as const,
    version: installation.version,
    uptime_secs: Math.round(installation.uptimeSecs()),
    sandboxes: installation.sandboxCount(),
  },
})

export const healthChecks: ControlTable<'GetHealth' | 'GetLiveness' | 'GetReadiness'> = {
  GetHealth: health,
  GetLiveness: health,
  GetReadiness: (request) => {
    if (request.installation.isClosing()) throw new Problem(503, 'Shutting down', 'The emulator takes no more requests.')
    return health(request)
  },
}
