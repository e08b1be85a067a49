import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Connection } from '../api/call.js'
import { changes, connection, link, notify } from '../state/app.js'

/** What a panel reads when it opens, when the sandbox changes and when it is asked to; null until it is there. */
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
