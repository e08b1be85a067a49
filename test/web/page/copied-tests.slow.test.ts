import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type TestKind, toTestScript } from '../../../src/web/page/snippets/test-script.js'
import { findPath, languages, longestRunMs, runShell } from '../../docs/languages.js'
import { useProject } from '../../support/project.js'
import { playStory } from './play-story.js'

/** How a person runs the file that was copied. */
const commands: Readonly<Record<TestKind, { language?: string; file: string; command: string }>> = {
  vitest: { file: 'story.test.ts', command: `"${process.execPath}" node_modules/vitest/vitest.mjs run story.test.ts` },
  pytest: { language: 'Python', file: 'test_story.py', command: 'pytest -q test_story.py' },
  curl: { language: 'bash', file: 'story.sh', command: 'sh story.sh' },
}

const kinds = await Promise.all(
  (Object.keys(commands) as TestKind[]).map(async (kind) => {
    const language = languages.find(({ name }) => name === commands[kind].language)
    return { kind, language, path: language === undefined ? (process.env.PATH ?? '') : await findPath(language) }
  }),
)

/** The same story, of which one outcome was different. */
const toOther = <S extends Awaited<ReturnType<typeof playStory>>>(story: S): S => ({
  ...story,
  steps: story.steps.map((step, index) =>
    step.kind === 'check' && index === story.steps.length - 2 ? { ...step, outcome: 'expired' } : step,
  ),
})

for (const { kind, language, path } of kinds) {
  const note = path === null ? ` (skipped: on Debian, apt-get install ${language?.packages})` : ''
  describe.skipIf(path === null)(`a story copied as ${kind}${note}`, { timeout: longestRunMs }, () => {
    const { file, command } = commands[kind]

    test('the file passes, and fails where the story ends otherwise', async () => {
      const story = await playStory()
      const folder = useProject(['vitest'])
      const run = async (script: string) => {
        writeFileSync(join(folder, file), script)
        return runShell(command, { PATH: path ?? '' }, folder)
      }
      const good = await run(toTestScript(kind, story))
      expect(good).toEqual({ code: 0, output: good.output })
      const bad = await run(toTestScript(kind, toOther(story)))
      expect(bad).toEqual({ code: 1, output: expect.stringMatching(/accepted.*expired|expired.*accepted/s) })
    })
  })
}
