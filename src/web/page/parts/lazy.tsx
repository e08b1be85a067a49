import { useSignal } from '@preact/signals'
import type { FunctionComponent } from 'preact'
import { useEffect } from 'preact/hooks'

/** A component whose file is loaded when it is first shown. */
export function lazyDialog(load: () => Promise<{ default: FunctionComponent }>): FunctionComponent {
  return () => {
    const loaded = useSignal<FunctionComponent | null>(null)
    useEffect(() => {
      void load().then(({ default: component }) => {
        loaded.value = component
      })
    }, [])
    const Component = loaded.value
    return Component && <Component />
  }
}
