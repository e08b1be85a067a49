import { chromium } from '@playwright/test'
import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] })
const profile = '4900019b-76da-b800-8000-000000000001'
const child: ChildProcess = spawn('node', ['dist/cli.cjs', 'start', '--port', '8397', '--host', '0.0.0.0', '--seed', 'x'])
await new Promise((r) => child.stdout?.on('data', r))
const post = (path: string, body: unknown) => fetch(`http://127.0.0.1:8397${path}`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer sandbox_default` }, body: JSON.stringify(body) }).then((r) => r.json())
try {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true })).newPage()
  page.on('pageerror', (e) => console.log('PAGEERROR', String(e))); page.on('console', (m) => { if (m.type() === 'error') console.log('console', m.text()) })
  await page.goto('http://127.0.0.1:8397/'); await page.waitForSelector('[data-state=live]')
  const notice = async () => { const t = await page.locator('.notice').textContent().catch(() => ''); return t }
  await post('/v2/verifications/sms', { phone_number: '+13035551234', verify_profile_id: profile })
  await page.getByTestId('bubble').waitFor()
  await page.getByTestId('tab-connect').click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save run' }).click()])
  const saved = JSON.parse(readFileSync(await download.path(), 'utf8')); console.log('saved', download.suggestedFilename(), Object.keys(saved), saved.journal?.length)
  await page.getByRole('button', { name: 'Open on a phone' }).click(); await page.locator('.qr-url').waitFor(); console.log('qr', await page.locator('.qr-url').textContent()); await page.keyboard.press('Escape')
  await page.getByTestId('tab-profiles').click()
  await page.getByRole('button', { name: 'New profile' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Checkout'); await page.getByLabel('App name').fill('Shop-1'); await page.getByLabel('flashcall').check()
  await page.getByRole('button', { name: 'Create', exact: true }).click(); await page.locator('.card-title', { hasText: 'Checkout' }).waitFor(); console.log('profile:', await notice())
  await page.locator('.card', { hasText: 'Checkout' }).getByRole('button', { name: 'Edit' }).click(); await page.getByLabel('Name', { exact: true }).fill('Checkout 2'); await page.getByRole('button', { name: 'Save', exact: true }).click(); await page.locator('.card-title', { hasText: 'Checkout 2' }).waitFor(); console.log('changed')
  await page.getByRole('button', { name: 'New template' }).click(); await page.locator('textarea').fill('Code {{code}} for {{app_name}}'); await page.getByRole('button', { name: 'Create', exact: true }).click(); await page.locator('.card', { hasText: 'Code {{code}} for' }).waitFor(); console.log('template:', await notice())
  await page.getByTestId('tab-overrides').click()
  await page.getByRole('button', { name: 'Add scenario', exact: true }).click(); await page.locator('.rows li', { hasText: 'rejected' }).waitFor(); console.log('scenario:', await notice())
  await page.getByRole('button', { name: 'Add fault', exact: true }).click(); await page.locator('.rows li', { hasText: 'latency' }).waitFor(); console.log('fault:', await page.locator('.rows li', { hasText: 'latency' }).textContent())
  await page.getByRole('button', { name: 'Add webhook fault', exact: true }).click(); await page.locator('.rows li', { hasText: 'duplicate' }).waitFor()
  await page.getByRole('button', { name: /^Remove fault_/ }).first().click(); await page.getByText('No fault is set.').waitFor(); console.log('fault removed')
  await page.getByRole('button', { name: /^Remove scenario_/ }).first().click(); await page.getByText('No scenario is set.').waitFor()
  await page.getByRole('button', { name: /^Remove webhook_fault_/ }).first().click(); await page.getByText('No webhook fault is set.').waitFor(); console.log('all removed')
  await page.getByTestId('tab-journal').click(); await page.getByLabel('Filter the journal').fill('sms 5551234'); await page.waitForTimeout(200); console.log('journal rows', await page.locator('.journal-row').count())
  await page.getByRole('button', { name: 'Clear journal', exact: true }).click(); await page.waitForTimeout(600); console.log('after clear', await page.locator('.journal .nothing-title').textContent(), 'bubbles', await page.getByTestId('bubble').count())
  await page.getByRole('button', { name: 'accepted', exact: true }).click(); await page.waitForTimeout(200); console.log('force:', await notice())
  await page.getByRole('button', { name: 'Theme: system' }).click(); console.log('theme', await page.evaluate('document.documentElement.dataset.theme'))
  await page.setViewportSize({ width: 320, height: 568 }); await page.waitForTimeout(200); console.log('overflow', await page.evaluate('document.documentElement.scrollWidth'))
} catch (e) { console.log(String(e)) } finally { await browser.close(); child.kill() }
