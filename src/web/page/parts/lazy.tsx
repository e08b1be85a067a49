import { signal } from '@preact/signals'
import type { ComponentProps, FunctionComponent } from 'preact'

type OnDemand = typeof import('../on-demand.js')

const loaded = signal<OnDemand | null>(null)
let isLoading = false

/** A component of the file that is loaded on demand. */
export function lazy<Name extends keyof OnDemand>(name: Name): FunctionComponent<ComponentProps<OnDemand[Name]>> {
  return (props) => {
    const Component = loaded.value?.[name] as FunctionComponent<ComponentProps<OnDemand[Name]>> | undefined
    if (Component !== undefined) return <Component {...props} />
    if (!isLoading) {
      isLoading = true
      void import('../on-demand.js').then((module) => {
        loaded.value = module
      })
    }
    return null
  }
}
