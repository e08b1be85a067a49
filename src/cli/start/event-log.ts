import { defaultSandbox } from '../../client/defaults.js'
import type { RefusedRequest, SentCode } from '../../emulator/callbacks.js'
import type { EmulatorOptions } from '../../emulator/options.js'

/** Prints one line for each code that is sent and each request that is refused, for a person or as JSON. */
export function createEventLog(
  print: (line: string) => void,
  isJson: boolean,
): Pick<EmulatorOptions, 'onCode' | 'onRefused'> {
  return isJson
    ? {
        onCode: (sent) => print(JSON.stringify({ event: 'code', ...sent })),
        onRefused: (refused) => print(JSON.stringify({ event: 'refused', ...refused })),
      }
    : { onCode: (sent) => print(formatCode(sent)), onRefused: (refused) => print(formatRefused(refused)) }
}

const formatCode = ({ code, phoneNumber, channel, sandbox }: SentCode) =>
  `code ${code} → ${phoneNumber} (${channel})${formatSandbox(sandbox)}`

function formatRefused({ method, path, status, errorCode, hint, sandbox }: RefusedRequest): string {
  const code = errorCode === null ? '' : ` (${errorCode})`
  return `refused ${status}${code} ${method} ${path}${formatSandbox(sandbox)}${hint === '' ? '' : `: ${hint}`}`
}

const formatSandbox = (sandbox: string) => (sandbox === defaultSandbox ? '' : ` in sandbox ${sandbox}`)
