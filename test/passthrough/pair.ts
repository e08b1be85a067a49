import { onTestFinished } from 'vitest'
import { createEmulator, type Emulator, type EmulatorOptions } from '../../src/index.js'
import type { PassthroughOptions } from '../../src/passthrough/options.js'
import { type Send, sender } from '../support/emulator.js'

export interface Pair {
  /** In place of the real API. */
  readonly upstream: Emulator
  /** Passes requests to it. */
  readonly passing: Emulator
  readonly send: Send
}

export const phone = '+13125550123'

/** Guardrails that allow everything. */
export const open: PassthroughOptions = {
  allowNumbers: [phone],
  maxSends: 1000,
  allowExisting: true,
  allowUnknown: true,
}

/** An emulator on a port with passthrough. A warning fails the test. */
export async function usePassing(passthrough: PassthroughOptions, options: EmulatorOptions = {}): Promise<Emulator> {
  const warnings: string[] = []
  const passing = await createEmulator({
    passthrough,
    onWarning: (sentence) => warnings.push(sentence),
    ...options,
  })
  onTestFinished(async () => {
    await passing.close()
    if (warnings.length > 0) throw new Error(warnings.join('\n'))
  })
  await passing.listen()
  return passing
}

/** An emulator with passthrough to another one, both on ports. A warning fails the test. */
export async function usePair(
  passthrough: PassthroughOptions = {},
  ofUpstream: EmulatorOptions = {},
  options: EmulatorOptions = {},
): Promise<Pair> {
  const upstream = await createEmulator({ seed: 1, ...ofUpstream })
  onTestFinished(() => upstream.close())
  await upstream.listen()
  const passing = await usePassing({ upstream: upstream.url, ...open, ...passthrough }, options)
  const overNetwork = { fetch, url: passing.url, apiKey: passing.apiKey }
  return { upstream, passing, send: sender(overNetwork) }
}
