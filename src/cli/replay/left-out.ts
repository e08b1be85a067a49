import type { Config } from '../../config/config.js'
import type { EmulatorOptions } from '../../emulator/options.js'
import type { RunFile } from '../../replay/run-file.js'

/** The settings by the options that they set. */
const settings = {
  url: 'webhookUrl',
  headers: 'webhookHeader',
  hosts: 'webhookHosts',
  privateKey: 'webhookPrivateKey',
} as const

/** The options that a run has left out, as they are set here. */
export function toLeftOut({ left_out }: RunFile, config: Config): EmulatorOptions {
  const given = Object.entries(settings).flatMap(([name, key]) => {
    const value = config[key]
    return left_out.includes(`webhooks.${name}`) && value !== undefined ? [[name, value] as const] : []
  })
  return { webhooks: Object.fromEntries(given) }
}
