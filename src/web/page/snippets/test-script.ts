/** A story as a test that plays it again: the same sandbox seed, clock and outcomes. */
import { toCurlScript } from './curl-script.js'
import { toPytest } from './pytest-script.js'
import type { Story } from './story-steps.js'
import { toVitest } from './vitest-script.js'

const writers = { vitest: toVitest, pytest: toPytest, curl: toCurlScript }

export type TestKind = keyof typeof writers

/** The story as a file of the kind that is asked for. Values of the story are always written as literals of the language. */
export const toTestScript = (kind: TestKind, story: Story): string => writers[kind](story)
