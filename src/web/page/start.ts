/**
 * Runs before anything is painted, and so stays tiny. The shell in the document is painted first; the page is fetched and
 * begins after that, so that its scripts compete with nothing.
 */
import { applyTheme } from './theme-name.js'

const { documentElement: html, currentScript } = document
applyTheme()
html.classList.toggle('embedding', new URLSearchParams(location.search).get('embed') === '1')

const scripts = currentScript?.dataset.scripts?.split(' ') ?? []
let isBegun = false
function begin(): void {
  if (isBegun) return
  isBegun = true
  for (const path of scripts) import(path)
}

/** The longest wait for the first paint, for a browser that does not tell of it. Milliseconds. */
const longestWaitMs = 150

// A tab in the background paints nothing, so it must not wait.
if (document.hidden) begin()
else {
  new PerformanceObserver(begin).observe({ type: 'paint', buffered: true })
  setTimeout(begin, longestWaitMs)
}
document.addEventListener('visibilitychange', begin)
