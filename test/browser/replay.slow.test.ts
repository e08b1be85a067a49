import { expect, onTestFinished, test } from 'vitest'
import { startReplay } from '../../src/emulator/replay-run.js'
import { createEmulator } from '../../src/index.js'
import { sender } from '../support/emulator.js'
import { findViolations } from './axe.js'
import { describeInBrowser, openContext, waitUntilLive } from './browser.js'

const numbers = ['+13035550001', '+13035550002', '+13035550003']

/** A run of three requests, of which the last one is refused. */
async function recordRun() {
  const emulator = await createEmulator({ recordRuns: true, seed: 1 })
  const { url, apiKey, fetch, profileId } = emulator
  const send = sender({ fetch, url, apiKey })
  for (const phone_number of numbers.slice(0, 2))
    await send('POST', '/verifications/sms', { phone_number, verify_profile_id: profileId })
  await send('POST', '/verifications/sms', { phone_number: 'nonsense', verify_profile_id: profileId })
  const { code } = await emulator.inbox.next(numbers[0] as string)
  const run = await emulator.run.take()
  await emulator.close()
  return { run: { ...run, test: 'a login > <b>fails</b>' }, code }
}

describeInBrowser('a replay', () => {
  test('j, k and the buttons go through its requests, with their answers and the state after them', async () => {
    const { run, code } = await recordRun()
    const { emulator, player } = await startReplay(run)
    player.isByHand = true
    onTestFinished(() => emulator.close())
    const { origin } = new URL((await emulator.listen()).url)
    const { open } = await openContext(origin)
    const page = await open('/')
    await waitUntilLive(page)
    await page.getByTestId('tab-replay').click()
    await page.getByText('a login > <b>fails</b>').waitFor()
    const place = page.getByTestId('replay-place')
    const steps = page.getByTestId('replay-step')
    await expect.poll(() => steps.count()).toBe(3)
    expect(await place.innerText()).toContain('after request 0 of 3')
    await page.keyboard.press('j')
    await expect.poll(() => place.innerText()).toContain('after request 1 of 3')
    await page.getByTestId('bubble').waitFor()
    expect(await page.getByTestId('handset').innerText()).toContain(code)
    await page.getByRole('button', { name: 'Next request' }).click()
    await expect.poll(() => place.innerText()).toContain('after request 2 of 3')
    await page.keyboard.press('k')
    const first = page.getByRole('region', { name: 'Request 1' })
    await first.getByText(`"phone_number": "${numbers[0]}"`).first().waitFor()
    expect(await place.innerText()).toContain('after request 2 of 3')
    expect(await steps.nth(1).getAttribute('aria-current')).toBe('step')
    await steps.nth(2).click()
    await expect.poll(() => place.innerText()).toContain('after request 3 of 3')
    const refused = page.getByRole('region', { name: 'Request 3' })
    await refused.locator('.rule-card .rule').waitFor()
    expect(await refused.locator('.rule-card .rule').innerText()).toBe('V4')
    expect(await steps.nth(2).innerText()).toMatch(/V4\s+400/)
    expect(player.divergences).toEqual([])
    await emulator.clock.advance('1s')
    await page.getByTestId('replay-divergence').getByText('POST /_emulator/clock').waitFor()
    // With a request shown, a rule, the place and a divergence.
    expect(await findViolations(page)).toEqual([])
  })
})
