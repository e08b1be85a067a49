import { signal } from '@preact/signals'
import type { ComponentProps, FunctionComponent } from 'preact'

type OnDemand = typeof import('../on-demand.tsx')
type ComponentName = Exclude<keyof OnDemand, 'runKey'>

const loaded = signal<OnDemand | null>(null)
let loading: Promise<OnDemand> | undefined

/** Loads the file with everything that is not needed at first. */
export function loadOnDemand(): Promise<OnDemand> {
  loading ??= import('../on-demand.tsx').then((module) => {
    loaded.value = module
    return module
  })
  return loading
}

/** A component of the file that is loaded on demand. */
export function lazy<Name extends ComponentName>(name: Name): FunctionComponent<ComponentProps<OnDemand[Name]>> {
  return (props) => {
    const Component = loaded.value?.[name] as FunctionComponent<ComponentProps<OnDemand[Name]>> | undefined
    if (Component === undefined) void loadOnDemand()
    return Component ? <Component {...props} /> : null
  }
}
