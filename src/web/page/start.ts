/**
 * Runs before anything is painted, and so stays tiny. The shell in the document is painted first; the page is fetched and
 * begins in the frame after it, so that its scripts do not compete with the style.
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

// A tab in the background paints nothing, so it must not wait for a frame.
if (document.hidden) begin()
else requestAnimationFrame(() => setTimeout(begin))
document.addEventListener('visibilitychange', begin)
