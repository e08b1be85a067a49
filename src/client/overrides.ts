import type { Ask } from './ask.js'
import { requireList } from './check-options.js'
import { toPathPart } from './path-part.js'
import type { FaultRequest, FaultRule, Scenario, ScenarioRequest, TestNumber } from './types.js'
import { toWire } from './wire-case.js'

/** Forced outcomes of checks and deliveries, and forced errors of any operation. */
export interface ScenariosClient {
  /**
   * Replaces all scenarios of the sandbox, including those of the configuration, and returns those that are set. The
   * first is tried first.
   *
   * @example
   * ```ts
   * await emulator.scenarios.set([{ match: { channel: 'call' }, outcome: 'expired' }, { outcome: 'accepted' }])
   * ```
   * @throws {ControlError} 422 for an unknown outcome; the message lists the known ones
   * @throws {ConnectionError} {InputError}
   */
  set(requests: readonly ScenarioRequest[]): Promise<Scenario[]>
  /**
   * Forces an outcome for matching requests, and returns the scenario. The newest scenario is tried first.
   *
   * @example
   * ```ts
   * await emulator.scenarios.add({ match: { phoneNumber: '+13035551234' }, outcome: 'expired', times: 1 })
   * ```
   * @throws {ControlError} 422 for an unknown outcome; the message lists the known ones
   * @throws {ConnectionError} {InputError}
   */
  add(request: ScenarioRequest): Promise<Scenario>
  /**
   * Lists the scenarios in the order in which they are tried.
   *
   * @example
   * ```ts
   * const [first] = await emulator.scenarios.list()
   * ```
   * @throws {ControlError} {ConnectionError}
   */
  list(): Promise<Scenario[]>
  /**
   * Removes one scenario and returns it.
   *
   * @example
   * ```ts
   * const { id } = await emulator.scenarios.add({ outcome: 'rejected' })
   * await emulator.scenarios.remove(id)
   * ```
   * @throws {ControlError} 404 for an unknown id
   * @throws {ConnectionError}
   */
  remove(id: string): Promise<Scenario>
  /**
   * Removes all scenarios of the sandbox, including those of the configuration.
   *
   * @example
   * ```ts
   * await emulator.scenarios.clear()
   * ```
   * @throws {ControlError} {ConnectionError}
   */
  clear(): Promise<void>
}

/** Injected transport faults: latency, error statuses, broken connections and bodies. */
export interface FaultsClient {
  /**
   * Replaces all faults of the sandbox and returns those that are set.
   *
   * @example
   * ```ts
   * await emulator.faults.set([{ fault: { kind: 'latency', delay: ['100ms', '2s'] } }])
   * ```
   * @throws {ControlError} 422 for an impossible fault
   * @throws {ConnectionError} {InputError}
   */
  set(faults: readonly FaultRequest[]): Promise<FaultRule[]>
  /**
   * Adds a fault, tried after the existing ones, and returns it.
   *
   * @example
   * ```ts
   * const { id } = await emulator.faults.add({ fault: { kind: 'status', status: 503, retryAfter: '2s' }, times: 3 })
   * ```
   * @throws {ControlError} 422 for an impossible fault
   * @throws {ConnectionError} {InputError}
   */
  add(fault: FaultRequest): Promise<FaultRule>
  /**
   * Lists the remaining faults in the order in which they are tried.
   *
   * @example
   * ```ts
   * const faults = await emulator.faults.list()
   * ```
   * @throws {ControlError} {ConnectionError}
   */
  list(): Promise<FaultRule[]>
  /**
   * Removes one fault and returns it.
   *
   * @example
   * ```ts
   * const { id } = await emulator.faults.add({ fault: { kind: 'hang' } })
   * await emulator.faults.remove(id)
   * ```
   * @throws {ControlError} 404 for an unknown id
   * @throws {ConnectionError}
   */
  remove(id: string): Promise<FaultRule>
  /**
   * Removes all faults of the sandbox.
   *
   * @example
   * ```ts
   * await emulator.faults.clear()
   * ```
   * @throws {ControlError} {ConnectionError}
   */
  clear(): Promise<void>
}

export function createScenariosClient(ask: Ask): ScenariosClient {
  const path = '/_emulator/scenarios'
  const list = async (method: string, body?: unknown) => (await ask('ScenarioList', method, path, { body })).scenarios
  return {
    set: async (requests) =>
      list(
        'PUT',
        requireList('scenarios.set()', requests).map((request) =>
          toWire('ScenarioRequest', request, 'scenarios.set()'),
        ),
      ),
    add: async (request) => {
      const body = toWire('ScenarioRequest', request, 'scenarios.add()')
      return (await ask('ScenarioAnswer', 'POST', path, { body })).scenario
    },
    list: () => list('GET'),
    remove: async (id) =>
      (await ask('ScenarioAnswer', 'DELETE', `${path}/${toPathPart(id, 'the ID of a scenario, like scenario_1')}`))
        .scenario,
    clear: async () => {
      await list('DELETE')
    },
  }
}

export function createFaultsClient(ask: Ask): FaultsClient {
  const path = '/_emulator/faults'
  const list = async (method: string, body?: unknown) => (await ask('FaultList', method, path, { body })).faults
  const toWireFault = (fault: FaultRequest, where: string) => toWire('FaultRequest', fault, where)
  return {
    set: async (faults) =>
      list(
        'PUT',
        requireList('faults.set()', faults).map((fault) => toWireFault(fault, 'faults.set()')),
      ),
    add: async (fault) => {
      const body = toWireFault(fault, 'faults.add()')
      return (await ask('FaultAnswer', 'POST', path, { body })).fault
    },
    list: () => list('GET'),
    remove: async (id) =>
      (await ask('FaultAnswer', 'DELETE', `${path}/${toPathPart(id, 'the ID of a fault, like fault_1')}`)).fault,
    clear: async () => {
      await list('PUT', [])
    },
  }
}

export async function listTestNumbers(ask: Ask): Promise<TestNumber[]> {
  return (await ask('TestNumberList', 'GET', '/_emulator/test-numbers')).testNumbers
}
