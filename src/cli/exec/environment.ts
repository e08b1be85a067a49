import type { SandboxClient } from '../../client/connect.js'
import type { Config } from '../../config/config.js'
import { exceptLoopback } from './proxy-exceptions.js'

/** The environment of a command with an emulator of its own. TVE_ variables are for emulator commands that it runs. */
export function toEnvironment(
  client: SandboxClient,
  { env, config }: { readonly env: NodeJS.ProcessEnv; readonly config: Pick<Config, 'controlToken'> },
): NodeJS.ProcessEnv {
  const { hostname, origin } = new URL(client.url)
  return {
    ...env,
    ...client.env,
    ...exceptLoopback(env, [hostname]),
    TVE_URL: origin,
    TVE_SANDBOX: client.sandboxName,
    ...(config.controlToken && { TVE_CONTROL_TOKEN: config.controlToken }),
  }
}
