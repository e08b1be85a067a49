import { statSync } from 'node:fs'
import { CannotRun } from '../../report/cannot-run.js'
import { createHttpTarget, type HttpTargetOptions } from './http-target.js'
import { openRecording } from './recording-target.js'
import type { Target } from './target.js'

/** An emulator of its own for a run. */
export type OpenEmulator = () => Promise<Omit<HttpTargetOptions, 'name' | 'kind'> & { close: () => Promise<void> }>

export interface TargetOptions {
  readonly openEmulator: OpenEmulator
  /** The user's own: TELNYX_API_KEY. */
  readonly key: string | undefined
}

const realUpstream = 'https://api.telnyx.com/v2'

/**
 * Opens what is meant by a target, `emulator`, `upstream`, the base URL of an upstream, or a folder of recordings, lets it be used,
 * and closes it whatever happens.
 *
 * @param upstream base URL that stands for `upstream`; default the vendor's
 * @throws {CannotRun} when there is no such target, or it cannot be used
 */
export async function withTarget<T>(
  named: string,
  upstream: string | undefined,
  { openEmulator, key }: TargetOptions,
  use: (target: Target) => Promise<T>,
): Promise<T> {
  if (named === 'emulator') {
    const { close, ...reached } = await openEmulator()
    return use(createHttpTarget({ name: 'emulator', kind: 'emulator', ...reached })).finally(close)
  }
  if (named === 'upstream' || /^https?:\/\//i.test(named))
    return use(await reachUpstream(readBaseUrl(named === 'upstream' ? upstream : named), key))
  if (!statSync(named, { throwIfNoEntry: false })?.isDirectory()) {
    throw new CannotRun(`There is no target "${named}": say emulator, upstream, a URL, or a folder of recordings.`)
  }
  return use(openRecording(named))
}

async function reachUpstream(url: string, key: string | undefined): Promise<Target> {
  if (!key) throw new CannotRun(`${url} is asked with your own key: put it into TELNYX_API_KEY.`)
  const target = createHttpTarget({ name: url, kind: 'upstream', url, key })
  await checkReach(target)
  return target
}

/** Says at once what would otherwise make every step fail. @throws {CannotRun} when it is out of reach, or refuses the key */
async function checkReach(target: Target): Promise<void> {
  const request = {
    scenario: '',
    step: '',
    method: 'GET',
    path: '/verify_profiles?page[size]=1',
    headers: {},
    hasKey: true,
    body: undefined,
  }
  const { status } = await target.ask(request).catch((error: Error) => {
    throw new CannotRun(
      `${target.name} cannot be reached: ${error.cause instanceof Error ? error.cause.message : error.message}`,
    )
  })
  if (status === 401 || status === 403)
    throw new CannotRun(`${target.name} refuses the key in TELNYX_API_KEY: it answers ${status}.`)
}

/** A base URL without a slash at its end. @throws {CannotRun} */
function readBaseUrl(text = realUpstream): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new CannotRun(`"${text}" is no http or https URL: say one like ${realUpstream}.`)
  return url.href.replace(/\/+$/, '')
}
