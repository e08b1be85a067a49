import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Connection } from '../api/call.js'
import { changes, connection, link, notify } from '../state/app.js'

/** Reads the content of a panel: when it opens, when the sandbox changes, on demand. Null until it has arrived. */
export function useLoaded<Value>(
  read: (connection: Connection) => Promise<Value>,
): readonly [Value | null, () => void] {
  const value: Signal<Value | null> = useSignal<Value | null>(null)
  const target = connection.value
  const isLive = link.value === 'live'
  const version = changes.value
  const load = () => {
    read(target).then(
      (loaded) => {
        value.value = loaded
      },
      (error: Error) => notify(error.message, 'bad'),
    )
  }
  useEffect(() => {
    if (isLive) load()
  }, [target, isLive, version])
  return [value.value, load]
}
