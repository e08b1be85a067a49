/** Shows one of several sources, chosen by tabs that the arrow keys move between. */
export function showSources(sources: readonly (readonly [name: string, text: string])[]): void {
  const list = document.querySelector('[role=tablist]')
  const panel = document.getElementById('source')
  const text = panel?.querySelector('code')
  if (list === null || panel === null || !text) return
  const tabs = sources.map(([name], index) => {
    const tab = document.createElement('button')
    tab.type = 'button'
    tab.id = `tab-${index}`
    tab.role = 'tab'
    tab.textContent = name
    tab.setAttribute('aria-controls', 'source')
    tab.addEventListener('click', () => select(index))
    tab.addEventListener('keydown', ({ key }) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key]
      if (step === undefined) return
      const next = (index + step + tabs.length) % tabs.length
      select(next)
      tabs[next]?.focus()
    })
    return tab
  })
  const select = (chosen: number) => {
    text.textContent = sources[chosen]?.[1] ?? ''
    panel.setAttribute('aria-labelledby', `tab-${chosen}`)
    tabs.forEach((tab, index) => {
      tab.ariaSelected = String(index === chosen)
      tab.tabIndex = index === chosen ? 0 : -1
    })
  }
  list.replaceChildren(...tabs)
  panel.tabIndex = 0 // a scrolling text is reached by keyboard
  select(0)
}
