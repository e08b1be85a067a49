import { defaultProfileId } from '../core/profiles.js'
import { tellChange } from './changes.js'
import type { ControlRequest, ControlTable } from './operation.js'
import { Problem } from './problem.js'
import { summarize } from './snapshot.js'

type AnySandboxRequest = Pick<ControlRequest<'GetSandbox'>, 'sandbox' | 'installation'>

const describe = ({ sandbox, installation }: AnySandboxRequest) => ({
  body: {
    sandbox: sandbox.name,
    dialect: sandbox.world.settings.dialect,
    seed: installation.seedOf(sandbox.name),
    api_key: `sandbox_${sandbox.name}`,
    profile_id: defaultProfileId,
    base_path: '/v2' as const,
    public_key: sandbox.world.settings.webhooks.publicKey,
    page: installation.page(),
  },
})

export const sandbox: ControlTable<'GetSandbox' | 'ResetSandbox'> = {
  GetSandbox: describe,
  ResetSandbox: (request) => {
    request.installation.reset(request.sandbox)
    return describe(request)
  },
}

export const sandboxes: ControlTable<'ListSandboxes' | 'DeleteSandbox'> = {
  ListSandboxes: ({ installation }) => ({ body: { sandboxes: installation.sandboxes().map(summarize) } }),
  DeleteSandbox: ({ installation, path: { name } }) => {
    const all = installation.sandboxes()
    const found = all.find((sandbox) => sandbox.name === name)
    if (found === undefined) {
      const there = all.slice(0, 10).map((sandbox) => sandbox.name)
      throw new Problem(
        404,
        'Not found',
        `There is no sandbox "${name}"; there are ${there.join(', ')}${all.length > 10 ? ' and others' : ''}.`,
      )
    }
    const body = summarize(found)
    installation.deleteSandbox(found)
    tellChange(found, 'DeleteSandbox')
    return { body }
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
    if (request.installation.isClosing())
      throw new Problem(503, 'Shutting down', 'The emulator takes no more requests.')
    return health(request)
  },
}
