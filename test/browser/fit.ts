import type { Page } from '@playwright/test'

/** The spacing of WCAG 1.4.12, which a reader may set, and which stands for the widest fonts. Needs `bypassCSP`. */
export async function spaceText(page: Page): Promise<void> {
  const content =
    '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }'
  await page.addStyleTag({ content })
}

/**
 * Labels that are cut off, and parts that leave the box they are in, a line each. A list that scrolls may be longer than
 * its box, but a panel scrolls in one direction only.
 */
export function findMisfits(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const boxes =
      '.form, .card, .panel, .open-entry, .step-detail, .actions, .story-head, .rows li, .top-bar, .rail-head, .dialog, .stage'
    const isSeen = (element: Element) => element.getClientRects().length > 0 && element.closest('.unseen') === null
    const name = (element: Element) => `${element.className || element.tagName} "${(element.textContent ?? '').trim()}"`
    const seen = (selector: string) => [...document.querySelectorAll(selector)].filter(isSeen)
    const cut = seen('button, button > span, h2, h3, label, .badge, .tag').filter(
      (element) =>
        !element.matches('.journal-text, .step-note') &&
        getComputedStyle(element).overflowX !== 'visible' &&
        element.scrollWidth > element.clientWidth + 1,
    )
    const outside = seen('button, input, select, code, p, b, span, small').filter((element) => {
      const box = element.parentElement?.closest(boxes)
      const scroller = element.closest('.due, .tabs, .body, .virtual')
      if (!box || (scroller !== null && box.contains(scroller))) return false
      return element.getBoundingClientRect().right > box.getBoundingClientRect().right + 1
    })
    const wide = seen('.panel, .stage, .virtual, .open-entry, .step-detail').filter(
      ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1,
    )
    return [
      ...cut.map((element) => `cut: ${name(element)}`),
      ...outside.map((element) => `outside of its box: ${name(element)}`),
      ...wide.map((element) => `scrolls sideways: ${element.className}`),
    ]
  })
}
