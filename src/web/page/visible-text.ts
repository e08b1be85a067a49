import { Fragment, options, type VNode } from 'preact'
import { toVisible } from '../../wire/visible-text.js'

/** Attributes that are shown or read out. The value of a field is left alone: it can be edited and sent. */
const shown = ['title', 'aria-label', 'aria-description', 'alt', 'placeholder', 'label'] as const

/**
 * Makes all text of the page visible: controls and marks of text direction in a name or a template are shown as escapes.
 * It is done where elements are created, so that no component can forget it.
 */
export function showAllText(): void {
  const previous = options.vnode
  options.vnode = (vnode) => {
    if (typeof vnode.type === 'string' || vnode.type === Fragment) convertProps(vnode.props as VNode['props'])
    previous?.(vnode)
  }
}

function convertProps(props: Record<string, unknown>): void {
  props.children = convertChild(props.children)
  for (const name of shown) {
    const value = props[name]
    if (typeof value === 'string') props[name] = toVisible(value, { keepsLines: true })
  }
}

function convertChild(child: unknown): unknown {
  if (typeof child === 'string') return toVisible(child, { keepsLines: true })
  return Array.isArray(child) ? child.map(convertChild) : child
}
