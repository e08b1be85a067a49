import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openSession, type Session } from '../fuzz/session.js'
import { useFolder } from '../support/folder.js'
import { pass, sendAll, takeSnapshot, traffic } from '../support/traffic.js'

/** What a restart may forget: the journal, and what is told of it. */
const isOfJournal = /"operation":|No message to|coverage|"happened"/

/** The state of a sandbox. A webhook that was never owed to a receiver is counted only until a restart. */
async function stateOf(session: Session): Promise<unknown> {
  const { webhooks, ...state } = JSON.parse((await session.send(takeSnapshot, 'ours')).text)
  return { ...state, deliveries: webhooks?.deliveries ?? [] }
}

test('after a kill an emulator goes on with everything that it has answered', async () => {
  const folder = useFolder()
  let runs = 0
  const met = new Set<string>()
  await fc.assert(
    fc.asyncProperty(traffic(30), traffic(15), async (before, after) => {
      const [data, killed] = [join(folder, `${runs}`), join(folder, `${runs++}-killed`)]
      await using one = await openSession({ data })
      await sendAll(one, before, 'ours')
      mkdirSync(killed)
      for (const name of readdirSync(data)) if (name !== 'lock') copyFileSync(join(data, name), join(killed, name))
      await using other = await openSession({ data: killed })
      other.learn('ours', one.memoryOf('ours'))
      const passed = before.reduce((sum, { pauseMs }) => sum + pauseMs, 0)
      await other.send(pass(passed), 'ours')
      expect(await stateOf(other)).toEqual(await stateOf(one))
      const [found, expected] = [await sendAll(other, after, 'ours'), await sendAll(one, after, 'ours')]
      const told = (answers: string[]) => answers.filter((answer) => !isOfJournal.test(answer))
      expect(told(found)).toEqual(told(expected))
      for (const answer of expected)
        for (const [word] of answer.matchAll(/"accepted"|"expired"|sending_failed/g)) met.add(word)
    }),
    { seed: 20261130, numRuns: 30 },
  )
  expect(met.size).toBe(3)
})
