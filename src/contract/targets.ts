import { statSync } from 'node:fs'
import { CannotRun } from './cannot-run.js'
import { createHttpTarget, type HttpTargetOptions } from './scenario/http-target.js'
import { openRecording } from './scenario/recording-target.js'
import type { Target } from './scenario/target.js'

/** An emulator of its own for a run. */
export type OpenEmulator = () => Promise<Omit<HttpTargetOptions, 'name' | 'kind'> & { close: () => Promise<void> }>

export interface TargetOptions {
  readonly openEmulator: OpenEmulator
  /** The user's own: TELNYX_API_KEY. */
  readonly key: string | undefined
}

export interface OpenedTarget extends Target {
  readonly close: () => Promise<void>
}

const realUpstream = 'https://api.telnyx.com/v2'

/**
 * Finds out what is meant by a target: `emulator`, `upstream`, the base URL of an upstream, or a folder of recordings.
 *
 * @param upstream base URL that stands for `upstream`; default the vendor's
 * @throws {CannotRun}
 */
export async function openTarget(named: string, upstream: string | undefined, { openEmulator, key }: TargetOptions): Promise<OpenedTarget> {
  const close = async () => {}
  if (named === 'emulator') {
    const { close, ...reached } = await openEmulator()
    return { ...createHttpTarget({ name: 'emulator', kind: 'emulator', ...reached }), close }
  }
  if (named === 'upstream' || /^https?:\/\//i.test(named)) {
    const url = readBaseUrl(named === 'upstream' ? upstream : named)
    if (!key) throw new CannotRun(`${url} is asked with your own key: put it into TELNYX_API_KEY.`)
    return { ...createHttpTarget({ name: url, kind: 'upstream', url, key }), close }
  }
  if (!statSync(named, { throwIfNoEntry: false })?.isDirectory()) {
    throw new CannotRun(`There is no target "${named}": say emulator, upstream, a URL, or a folder of recordings.`)
  }
  return { ...openRecording(named), close }
}

/** A base URL without a slash at its end. @throws {CannotRun} */
export function readBaseUrl(text = realUpstream): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new CannotRun(`"${text}" is no http or https URL: say one like ${realUpstream}.`)
  return url.href.replace(/\/+$/, '')
}
