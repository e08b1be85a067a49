import { statSync } from 'node:fs'
import { CannotRunError } from '../../report/report.js'
import { suggest } from '../../wire/suggest.js'
import { vendorUrl } from '../../wire/vendor-url.js'
import { createHttpTarget, type HttpTargetOptions } from './http-target.js'
import { openRecording } from './recording-target.js'
import { type ContractTarget, createRequest } from './target.js'

/** Creates an emulator for one run. */
export type OpenEmulator = () => Promise<Omit<HttpTargetOptions, 'name' | 'kind'> & { close: () => Promise<void> }>

export interface TargetOptions {
  readonly openEmulator: OpenEmulator
  /** The user's own API key: TELNYX_API_KEY. */
  readonly key: string | undefined
}

/**
 * Opens a target, passes it to a function, and always closes it.
 *
 * @param name `emulator`, `upstream`, the base URL of an upstream, or a folder of recordings
 * @param upstream the base URL that `upstream` stands for; the vendor's by default
 * @throws {CannotRunError} for an unknown target, or one that cannot be used
 */
export async function withTarget<T>(
  name: string,
  upstream: string | undefined,
  { openEmulator, key }: TargetOptions,
  use: (target: ContractTarget) => Promise<T>,
): Promise<T> {
  if (name === 'emulator') {
    const { close, ...options } = await openEmulator()
    return use(createHttpTarget({ name: 'emulator', kind: 'emulator', ...options })).finally(close)
  }
  if (name === 'upstream' || /^https?:\/\//i.test(name))
    return use(await openUpstream(readBaseUrl(name === 'upstream' ? upstream : name), key))
  if (!statSync(name, { throwIfNoEntry: false })?.isDirectory()) {
    const otherwise = 'Use emulator, upstream, a base URL, or a folder of recordings.'
    throw new CannotRunError(suggest('target', name, ['emulator', 'upstream'], otherwise))
  }
  return use(openRecording(name))
}

async function openUpstream(url: string, key: string | undefined): Promise<ContractTarget> {
  if (!key) throw new CannotRunError(`${url} needs your own API key. Set TELNYX_API_KEY.`)
  const target = createHttpTarget({ name: url, kind: 'upstream', url, key })
  await checkReach(target)
  return target
}

/** Reports a problem at once that would make every step fail. @throws {CannotRunError} if the target is unreachable or refuses the key */
async function checkReach(target: ContractTarget): Promise<void> {
  const { status } = await target.ask(createRequest('GET', '/verify_profiles?page[size]=1')).catch((error: Error) => {
    throw new CannotRunError(
      `Cannot reach ${target.name}: ${error.cause instanceof Error ? error.cause.message : error.message}`,
    )
  })
  if (status === 401 || status === 403)
    throw new CannotRunError(`${target.name} refuses the key in TELNYX_API_KEY with status ${status}.`)
}

/** A base URL without a trailing slash. @throws {CannotRunError} */
function readBaseUrl(text = vendorUrl): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new CannotRunError(`"${text}" is not a valid HTTP or HTTPS URL. Use one like ${vendorUrl}.`)
  return url.href.replace(/\/+$/, '')
}
