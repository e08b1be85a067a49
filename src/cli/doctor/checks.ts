import { checkApiKey, checkBaseUrl } from './application.js'
import type { Check } from './check.js'
import { checkClock, checkEmulator } from './emulator.js'
import { checkConfig, checkNode, checkNodeEnv, checkProxy } from './machine.js'

/** All doctorChecks, in the order in which they run. */
export const doctorChecks: Readonly<Record<string, Check>> = {
  node: checkNode,
  config: checkConfig,
  emulator: checkEmulator,
  base_url: checkBaseUrl,
  api_key: checkApiKey,
  proxy: checkProxy,
  clock: checkClock,
  node_env: checkNodeEnv,
}
