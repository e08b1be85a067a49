import type { Latencies } from '../core/latencies.js'
import { defaultSettings, type Settings } from '../core/settings.js'
import { readDuration } from '../wire/duration.js'
import { InputError } from '../wire/input-error.js'
import type { CompleteOptions } from './read-options.js'

/**
 * Converts options to the settings that all sandboxes share and that never change.
 *
 * @param publicKey the key that webhooks are verified with
 * @param latencies how long answers take
 * @throws {InputError} for an invalid duration
 */
export function toSettings(options: CompleteOptions, publicKey: string, latencies: Latencies | null): Settings {
  const { dialect, requireWhitelistedDestinations, prices, requestsPerSecond, sendsPerNumber, completionEvent } =
    options
  return {
    dialect,
    latencies,
    requireWhitelistedDestinations,
    prices: { ...defaultSettings.prices, ...prices },
    balance: options.balance,
    limits: { requestsPerSecond: requestsPerSecond ?? null, sendsPerNumber: sendsPerNumber ?? null },
    webhooks: {
      url: options.webhookUrl ?? null,
      completionEvent: completionEvent === 'off' ? null : completionEvent,
      delaysMs: options.webhookDelays.map(readDelay),
      headers: options.webhookHeader,
      publicKey,
    },
  }
}

function readDelay(delay: string | number): number {
  try {
    return readDuration(delay)
  } catch (error) {
    throw error instanceof InputError ? new InputError(`webhooks.delays: ${error.message}`) : error
  }
}
