import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { describeInBrowser, openContext, usePage, waitUntilLive } from './browser.js'

const phone = '+13035551234'

/** Markup that does something the moment that it is not text. */
const attacks = [
  `<script>window.hacked='script'</script>`,
  `<img src=x onerror="window.hacked='img'">`,
  `<svg onload="window.hacked='svg'"></svg>`,
  `"><iframe srcdoc="<script>parent.hacked='iframe'</script>"></iframe>`,
  `javascript:window.hacked='url'`,
]
const attack = attacks.join(' ')

/** A page of another origin, on a port of this machine or, by its name, elsewhere. */
async function usePageOfOthers(html: string): Promise<number> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(html)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return (server.address() as AddressInfo).port
}

describeInBrowser('attacks', () => {
  test('markup in a template, a profile, a header or a path is text in every panel', async () => {
    const { page, post, get, emulator } = await usePage()
    await waitUntilLive(page)
    const template = await post('/verify_profiles/templates', { text: `${attacks[1]} {{code}} ${attacks[0]}` })
    expect(template.status).toBe(200)
    const profile = await post('/verify_profiles', {
      name: attack.slice(0, 200),
      sms: { messaging_template_id: template.body.data.id },
      webhook_url: `http://127.0.0.1:9/${encodeURIComponent(attack)}`,
    })
    expect(profile.status, JSON.stringify(profile.body)).toBe(200)
    await post(
      '/verifications/sms',
      { phone_number: phone, verify_profile_id: profile.body.data.id },
      { 'user-agent': attack, 'x-emulator-outcome': attack },
    )
    await post('/verifications/sms', { phone_number: phone, verify_profile_id: profile.body.data.id })
    await post('/verifications/sms', { phone_number: attack, verify_profile_id: emulator.profileId })
    await get(`/${attack}`, { 'user-agent': attack })
    await emulator.scenarios.add({ match: { phoneNumber: phone }, outcome: 'rejected' })
    await page.getByTestId('bubble').waitFor()
    for (const name of ['Journal', 'Webhooks', 'Profiles', 'Overrides', 'Numbers', 'Coverage', 'Connect', 'Story']) {
      await page.getByRole('tab', { name }).click()
      const panel = page.getByRole('tabpanel')
      await panel.waitFor()
      const closed = panel.locator('[aria-expanded=false]')
      for (let i = 0; i < 12 && (await closed.count()) > 0; i++) await closed.first().click()
    }
    expect(await page.evaluate(() => (window as { hacked?: string }).hacked)).toBeUndefined()
    expect(await page.locator('[data-testid=bubble] img, [data-testid=bubble] script').count()).toBe(0)
    expect(await page.getByTestId('bubble').innerText()).toContain(attacks[1])
    await emulator.clock.advance('10m') // until the webhooks are given up
  })

  test('markup in the address is text too', async () => {
    const { page, open, origin } = await usePage()
    await waitUntilLive(page)
    for (const query of [`number=${encodeURIComponent(attack)}`, `number=${encodeURIComponent(attack)}&embed=1`]) {
      const other = await open(`${origin}/?${query}#${encodeURIComponent(attack)}`)
      await other.locator('[data-testid=handset], [data-testid=empty]').first().waitFor()
      expect(await other.evaluate(() => (window as { hacked?: string }).hacked)).toBeUndefined()
      await other.close()
    }
  })

  test('the browser itself refuses what is inline, evaluated or written as HTML', async () => {
    const { page, complaints } = await usePage()
    await waitUntilLive(page)
    const done = await page.evaluate(() => {
      const attempt = (run: () => void) => {
        try {
          run()
          return 'done'
        } catch {
          return 'refused'
        }
      }
      const script = document.createElement('script')
      return {
        inline: attempt(() => {
          script.textContent = 'window.hacked = 1'
          document.body.append(script)
        }),
        html: attempt(() => {
          document.body.innerHTML = '<p>x'
        }),
      }
    })
    expect(done).toEqual({ inline: 'refused', html: 'refused' })
    const isFetched = await page.evaluate(() =>
      fetch('http://127.0.0.1:1/').then(
        () => true,
        () => false,
      ),
    )
    expect(isFetched).toBe(false)
    complaints.length = 0 // the browser has told of each
  })

  test('a page of another host may not show the handset in a frame, one of this machine may', async () => {
    const { origin, sendCode } = await usePage()
    await sendCode(phone)
    const port = await usePageOfOthers(`<iframe src="${origin}/?number=${encodeURIComponent(phone)}&embed=1"></iframe>`)
    const near = await openContext(`http://localhost:${port}`)
    const nearPage = await near.open('/')
    await nearPage.frameLocator('iframe').getByTestId('bubble').waitFor()
    near.complaints.length = 0 // the frame's own requests go elsewhere, to the emulator
    const far = await openContext(`http://evil.test:${port}`)
    await far.context.route('http://evil.test:*/', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<iframe src="${origin}/?number=${encodeURIComponent(phone)}&embed=1"></iframe>`,
      }),
    )
    const farPage = await far.open('/')
    await expect.poll(() => farPage.frames().at(-1)?.url()).toBe('chrome-error://chromewebdata/')
    expect(await farPage.frameLocator('iframe').getByTestId('bubble').count()).toBe(0)
    far.complaints.length = 0
  })

  test('a page of another host reaches neither the control API nor the prototype', async () => {
    const { origin, emulator } = await usePage({ emulator: { page: { prototype: true } } })
    const { context, complaints } = await openContext('http://evil.test')
    await context.route('http://evil.test/', (route) => route.fulfill({ contentType: 'text/html', body: 'evil' }))
    const page = await context.newPage()
    await page.goto('http://evil.test/')
    const answers = await page.evaluate(async (origin) => {
      const post = {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"phone_number":"+13035551234"}',
      }
      const read = (path: string, init: RequestInit) =>
        fetch(origin + path, init).then(
          ({ status }) => status,
          () => 'refused',
        )
      return [
        await read('/_emulator/inbox', {}),
        await read('/_emulator/reset', { method: 'POST' }),
        await read('/prototype/start', post),
        await read('/prototype/start', { ...post, mode: 'no-cors', headers: { 'content-type': 'text/plain' } }),
      ]
    }, origin)
    expect(answers.slice(0, 3)).toEqual(['refused', 'refused', 'refused'])
    expect(await emulator.inbox.list()).toEqual([])
    complaints.length = 0
  })

  test('the embedded form has no button that changes anything, unless the emulator was told so', async () => {
    const path = `/?number=${encodeURIComponent(phone)}&embed=1`
    const { page, sendCode, emulator } = await usePage({ path })
    await sendCode(phone)
    await page.getByTestId('bubble').waitFor()
    expect(await page.getByRole('button', { name: /expire|deliver|check|enter|reset|event|min/i }).count()).toBe(0)
    for (const key of ['x', 'n', 'Control+k']) await page.keyboard.press(key)
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect((await emulator.clock.now()).offsetMs).toBe(0)
    const told = await usePage({ path, emulator: { page: { embedActions: true } } })
    await told.sendCode(phone)
    await told.page
      .getByRole('button', { name: /^Let it expire/ })
      .first()
      .waitFor()
  })

  test('a control token is asked for, kept for the tab only, and never in an address', async () => {
    const { page, context, sendCode, complaints } = await usePage({ emulator: { control: { token: 'open-sesame' } } })
    const addresses: string[] = []
    context.on('request', (request) => addresses.push(request.url()))
    const field = page.getByLabel('Control token')
    await field.fill('open-sesame')
    await page.getByRole('button', { name: 'Connect' }).click()
    await waitUntilLive(page)
    await sendCode(phone)
    await page.getByTestId('bubble').waitFor()
    await page.reload()
    await waitUntilLive(page)
    expect(complaints.splice(0).every((line) => line.includes('401'))).toBe(true)
    expect(addresses.join('\n')).not.toContain('open-sesame')
    expect(page.url()).not.toContain('open-sesame')
    const kept = await page.evaluate(() => [JSON.stringify(localStorage), document.cookie, location.href].join())
    expect(kept).not.toContain('open-sesame')
  })
})
