import type { Ask } from './ask.js'
import { requireList } from './check-options.js'
import { toPathPart } from './path-part.js'
import type { WebhookFaultRequest, WebhookFaultRule } from './types.js'
import { toWire } from './wire-case.js'

/** Injected webhook faults: duplicates, delays, forged signatures and so on. */
export interface WebhookFaultsClient {
  /**
   * Replaces all webhook faults of the sandbox and returns those that are set.
   *
   * @example
   * ```ts
   * await emulator.webhooks.faults.set([{ match: { eventType: 'verify.delivered' }, fault: 'duplicate' }])
   * ```
   * @throws {ControlError} {ConnectionError} {InputError}
   */
  set(rules: readonly WebhookFaultRequest[]): Promise<WebhookFaultRule[]>
  /**
   * Adds a webhook fault, tried after the existing ones, and returns it.
   *
   * @example
   * ```ts
   * const { id } = await emulator.webhooks.faults.add({ fault: 'delayed', delay: '30s', times: 1 })
   * ```
   * @throws {ControlError} {ConnectionError} {InputError}
   */
  add(rule: WebhookFaultRequest): Promise<WebhookFaultRule>
  /**
   * Lists the remaining webhook faults in the order in which they are tried.
   *
   * @example
   * ```ts
   * const rules = await emulator.webhooks.faults.list()
   * ```
   * @throws {ControlError} {ConnectionError}
   */
  list(): Promise<WebhookFaultRule[]>
  /**
   * Removes one webhook fault and returns it.
   *
   * @example
   * ```ts
   * const { id } = await emulator.webhooks.faults.add({ fault: 'dropped' })
   * await emulator.webhooks.faults.remove(id)
   * ```
   * @throws {ControlError} 404 for an unknown id
   * @throws {ConnectionError}
   */
  remove(id: string): Promise<WebhookFaultRule>
  /**
   * Removes all webhook faults of the sandbox.
   *
   * @example
   * ```ts
   * await emulator.webhooks.faults.clear()
   * ```
   * @throws {ControlError} {ConnectionError}
   */
  clear(): Promise<void>
}

export function createWebhookFaultsClient(ask: Ask): WebhookFaultsClient {
  const path = '/_emulator/webhook-faults'
  const list = async (method: string, body?: unknown) =>
    (await ask('WebhookFaultList', method, path, { body })).webhookFaults
  const toWireRule = (rule: WebhookFaultRequest, where: string) => toWire('WebhookFaultRequest', rule, where)
  return {
    set: async (rules) =>
      list(
        'PUT',
        requireList('webhooks.faults.set()', rules).map((rule) => toWireRule(rule, 'webhooks.faults.set()')),
      ),
    add: async (rule) => {
      const body = toWireRule(rule, 'webhooks.faults.add()')
      return (await ask('WebhookFaultAnswer', 'POST', path, { body })).webhookFault
    },
    list: () => list('GET'),
    remove: async (id) =>
      (
        await ask(
          'WebhookFaultAnswer',
          'DELETE',
          `${path}/${toPathPart(id, 'the ID of a webhook fault, like webhook_fault_1')}`,
        )
      ).webhookFault,
    clear: async () => {
      await list('PUT', [])
    },
  }
}
