import { signal } from '@preact/signals'
import type { ComponentProps, FunctionComponent } from 'preact'
import { isHosted } from '../state/is-hosted.js'

type OnDemand = typeof import('../on-demand.tsx')
type ComponentName = Exclude<keyof OnDemand, 'runKey'>

const loaded = signal<OnDemand | null>(null)
let loading: Promise<OnDemand> | undefined

/** Loads the file with everything that is not needed at first, and its style. */
export function loadOnDemand(): Promise<OnDemand> {
  loading ??= Promise.all([import('../on-demand.tsx'), loadStyle()]).then(([module]) => {
    loaded.value = module
    return module
  })
  return loading
}

/** Without its style the page still works, so that a failure is not one of the whole. */
function loadStyle(): Promise<unknown> | undefined {
  if (isHosted) return undefined // its document has the whole style
  const link = document.createElement('link')
  link.rel = 'stylesheet'
  link.href = document.querySelector<HTMLElement>('script[data-later-style]')?.dataset.laterStyle ?? ''
  document.head.append(link)
  return new Promise((resolve) => {
    link.onload = link.onerror = resolve
  })
}

/** A component of the file that is loaded on demand. */
export function lazy<Name extends ComponentName>(name: Name): FunctionComponent<ComponentProps<OnDemand[Name]>> {
  return (props) => {
    const Component = loaded.value?.[name] as FunctionComponent<ComponentProps<OnDemand[Name]>> | undefined
    if (Component === undefined) void loadOnDemand()
    return Component ? <Component {...props} /> : null
  }
}
