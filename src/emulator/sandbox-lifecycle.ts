import type { SandboxLifecycle } from '../control-api/control-context.js'
import type { Sandbox } from '../core/sandbox.js'
import { addRecords } from '../sandbox-file/add-records.js'
import { copyInSlices, type SandboxCopy } from '../sandbox-file/copy.js'
import type { SandboxFile } from '../sandbox-file/format.js'
import { toSandboxFile, toSandboxFileInSlices } from '../sandbox-file/write-sandbox-file.js'
import { finish, inSlices } from '../wire/steps.js'
import { readGivenFile } from '../worlds/read-file.js'
import type { WorldFactory } from '../worlds/world-factory.js'
import type { SandboxHost } from './sandbox-host.js'

export interface LifecycleParts {
  readonly host: SandboxHost
  readonly worldFactory: WorldFactory
  readonly seedOf: (sandbox: string) => string
  /** Lets other requests run. */
  readonly pause: () => Promise<void>
}

/** The life cycle of sandboxes: reset, snapshot, restore, extend and remove. */
export function createSandboxLifecycle(parts: LifecycleParts): SandboxLifecycle {
  const { host, worldFactory, seedOf, pause } = parts
  return {
    seedOf,
    list: () => {
      host.sandboxes.dropIdle()
      return [...host.sandboxes.all()].sort((a, b) => (a.name < b.name ? -1 : 1))
    },
    find: (name) => {
      host.sandboxes.dropIdle()
      return host.sandboxes.find(name)
    },
    count: () => host.sandboxes.count,
    dropped: () => host.dropped.list(),
    reset: (sandbox) => host.replaceWorld(sandbox, () => sandbox.reset()),
    runDue: async (sandbox) => {
      await host.readiness.whenReady(sandbox, true)
      if (sandbox.isDue) host.wake(sandbox)
    },
    write: (sandbox) => host.write(sandbox),
    copy: (sandbox) => sandbox.keepDuring(() => copySandbox(sandbox, parts)),
    restore: (sandbox, file) =>
      sandbox.keepDuring(async () => {
        const snapshot = await readGivenFile(file, 'the snapshot', pause)
        const { world, makeWorld } = await worldFactory.restoredInSlices(sandbox.name, snapshot, 'the snapshot', pause)
        host.replaceWorld(sandbox, () => sandbox.restore(makeWorld), await host.draft(sandbox, world))
      }),
    extend: (sandbox, file) =>
      sandbox.keepDuring(async () => extendSandbox(sandbox, await readGivenFile(file, 'the body', pause), parts)),
    remove: (sandbox) => host.delete(sandbox),
  }
}

/**
 * Copies a sandbox as it is at one moment, in slices. If it changes meanwhile, the changes are held during a second try.
 */
async function copySandbox(sandbox: Sandbox, { host, pause }: LifecycleParts): Promise<SandboxCopy> {
  const tryOnce = async () => {
    sandbox.runDue()
    const isUnchanged = watchChanges(sandbox)
    const copy = await inSlices(copyInSlices(sandbox.world), pause)
    return isUnchanged() ? copy : undefined
  }
  return (await tryOnce()) ?? (await host.readiness.hold(sandbox, tryOnce)) ?? finish(copyInSlices(sandbox.world))
}

/**
 * Adds records to a sandbox: makes a world in slices, which replaces the present one if nothing has changed meanwhile. The
 * second try holds what would change something. A request that had begun before may still end it; then all is done at once.
 *
 * @throws {FileError} and changes nothing in that case
 */
async function extendSandbox(sandbox: Sandbox, added: SandboxFile, parts: LifecycleParts): Promise<void> {
  const { host, worldFactory } = parts
  const tryOnce = () => tryToExtend(sandbox, added, parts)
  if ((await tryOnce()) || (await host.readiness.hold(sandbox, tryOnce))) return
  const whole = finish(addRecords(toSandboxFile(sandbox.world), added))
  host.replaceWorld(sandbox, () => sandbox.replaceWorld(worldFactory.restored(sandbox.name, whole, 'the body')))
}

/** @returns false if the sandbox has changed meanwhile; nothing is added then */
async function tryToExtend(
  sandbox: Sandbox,
  added: SandboxFile,
  { host, worldFactory, pause }: LifecycleParts,
): Promise<boolean> {
  sandbox.runDue()
  const isUnchanged = watchChanges(sandbox)
  const present = await inSlices(toSandboxFileInSlices(sandbox.world), pause)
  const whole = await inSlices(addRecords(present, added), pause)
  const { world, makeWorld } = await worldFactory.restoredInSlices(sandbox.name, whole, 'the body', pause)
  if (!isUnchanged()) return false
  const draft = await host.draft(sandbox, world)
  sandbox.runDue()
  if (!isUnchanged()) {
    draft?.discard()
    return false
  }
  host.replaceWorld(sandbox, () => sandbox.replaceWorld(makeWorld), draft)
  return true
}

/** @returns a function that tells whether the sandbox is still as it is now */
function watchChanges(sandbox: Sandbox): () => boolean {
  const { revision, world } = sandbox
  return () => sandbox.world === world && sandbox.revision === revision
}
