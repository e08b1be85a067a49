/** The beginning of the page. */
import { effect, untracked } from '@preact/signals'
import { render } from 'preact'
import { Page } from './page.tsx'
import { handleKey } from './palette/key-listener.js'
import { loadOnDemand } from './parts/lazy.tsx'
import { connection, embed, tick } from './state/app.js'
import { lastArrived } from './state/arrivals.js'
import { startStream } from './state/stream.js'
import { showAllText } from './visible-text.js'

showAllText()
const root = document.getElementById('page')
root?.replaceChildren() // the shell that was painted meanwhile
if (root !== null) render(<Page />, root)
performance.mark('handset:first-render')

// The style for forced colors is among what is loaded on demand.
const forcedColors = matchMedia('(forced-colors: active)')
const loadForcedColors = () => {
  if (forcedColors.matches) void loadOnDemand()
}
forcedColors.onchange = loadForcedColors
loadForcedColors()

if (embed === null) addEventListener('keydown', handleKey)
setInterval(() => {
  tick.value++
}, 1000)

effect(() => {
  const { value: newest } = lastArrived
  document.title = newest === null ? 'Handset' : `${newest.code} · Handset`
})

// A different sandbox or token begins anew.
effect(() => {
  connection.value
  untracked(startStream)
})
