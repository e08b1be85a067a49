/** Listens to the keys of the page; their actions are loaded with the first key. */
import { shownRequest } from '../parts/button.tsx'
import { loadOnDemand } from '../parts/lazy.tsx'
import { testOf } from '../snippets/copy-test.js'
import { dialog } from '../state/app.js'

const keys = 'caxnsjk/?'

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable)

export function handleKey(event: KeyboardEvent): void {
  const { key } = event
  if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === 'k') {
    event.preventDefault()
    dialog.value = dialog.value === 'palette' ? null : 'palette'
    return
  }
  if (event.ctrlKey || event.metaKey || event.altKey || key.length > 1 || !keys.includes(key)) return
  if (isTyping(event.target) || dialog.value !== null || shownRequest.value !== null || testOf.value !== null) return
  event.preventDefault()
  void loadOnDemand().then(({ runKey }) => runKey(key))
}
