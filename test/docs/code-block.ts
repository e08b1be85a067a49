import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { root } from '../../tools/documents.js'

/** The one code block of a page in a language that holds some text. */
export function findBlock(page: string, language: string, holding: string): string {
  const text = readFileSync(root + page, 'utf8')
  const blocks = [...text.matchAll(/```(\w+)\n([\s\S]*?)```/g)].filter(
    ([, kind, code]) => kind === language && code?.includes(holding),
  )
  expect(blocks).toHaveLength(1)
  return blocks[0]?.[2] as string
}
