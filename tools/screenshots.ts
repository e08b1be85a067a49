/**
 * Takes the screenshots of README and docs into docs/images/, from the built page with a fixed seed and a fixed clock: run
 * `npm run build` and then `npx tsx tools/screenshots.ts`. CHROMIUM_PATH names a browser that is elsewhere.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type Browser, chromium, type Page } from '@playwright/test'
import { createEmulator, type Emulator } from '../src/index.js'
import { findChromium } from '../test/support/chromium.js'
import { root } from './documents.js'
import { shrinkPng } from './png.js'

const folder = `${root}docs/images/`
const phone = '+13035551234'
const executablePath = findChromium()
const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync']

/** Stands in the pictures, so it is always the same. */
const receiverPort = 3010

/** A receiver of webhooks that fails once when told to, so that there is a retry to see. */
async function startReceiver() {
  let fails = 0
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(fails-- > 0 ? 503 : 200).end()
  })
  await new Promise<void>((resolve) => server.listen(receiverPort, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${receiverPort}/webhooks`,
    failOnce: () => {
      fails = 1
    },
    close: () => server.close(),
  }
}

async function post({ fetch, url, apiKey }: Emulator, path: string, body: object): Promise<{ data: { id: string } }> {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
  return (await (await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as never
}

/** Some minutes in the life of an application under test. */
async function play(emulator: Emulator, failWebhook: () => void): Promise<void> {
  const { profileId: verify_profile_id } = emulator
  const send = async (phone_number: string, channel = 'sms') => {
    const { data } = await post(emulator, `/verifications/${channel}`, { phone_number, verify_profile_id })
    return data.id
  }
  const codeOf = async (number: string) => (await emulator.inbox.next(number)).code
  await emulator.clock.freeze()
  await send('+447700900123')
  await emulator.clock.advance('5m')
  const accepted = await send('+13035550142', 'whatsapp')
  await emulator.clock.advance('21s')
  await post(emulator, `/verifications/${accepted}/actions/verify`, { code: await codeOf('+13035550142') })
  await emulator.clock.advance('40s')
  await send('+13035550177', 'flashcall')
  await emulator.clock.advance('12s')
  const earlier = await send(phone)
  await emulator.clock.advance('19s')
  await post(emulator, `/verifications/${earlier}/actions/verify`, { code: await codeOf(phone) })
  await emulator.clock.advance('95s')
  failWebhook()
  const shown = await send(phone)
  await emulator.clock.advance('14s')
  await post(emulator, `/verifications/${shown}/actions/verify`, { code: '10000' })
  await emulator.clock.advance('9s')
}

interface Scene {
  readonly name: string
  readonly width: number
  readonly height: number
  readonly colorScheme?: 'light' | 'dark'
  readonly path: string
  readonly prepare: (page: Page, emulator: Emulator) => Promise<void>
}

const showPhone = async (page: Page) => {
  await page.locator(`[data-testid=rail-item][data-number="${phone}"]`).click()
  await page.getByTestId('story-step').first().waitFor()
}

const scenes: readonly Scene[] = [
  { name: 'handset', width: 1280, height: 800, path: '/', prepare: showPhone },
  {
    name: 'handset-320',
    width: 320,
    height: 640,
    path: '/',
    prepare: async (page) => {
      await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Phone', exact: true }).click()
    },
  },
  {
    name: 'story',
    width: 1280,
    height: 800,
    path: '/',
    prepare: async (page) => {
      await showPhone(page)
      await page.locator('[data-testid=story-step][data-kind=check]').getByRole('button').first().click()
    },
  },
  {
    name: 'handset-dark',
    width: 1280,
    height: 800,
    colorScheme: 'dark',
    path: '/',
    prepare: async (page, emulator) => {
      const request = { phone_number: '+13035550119', verify_profile_id: emulator.profileId }
      await post(emulator, '/verifications/call', request)
      await page.getByTestId('call').waitFor()
    },
  },
  {
    name: 'prototype',
    width: 1100,
    height: 800,
    path: '/prototype',
    prepare: async (page) => {
      await page.getByLabel('Phone number').fill('+13035551160')
      await page.getByRole('button', { name: 'Send code' }).click()
      await page.frameLocator('iframe').getByTestId('bubble').last().waitFor()
      await page.getByLabel('Code', { exact: true }).blur()
    },
  },
]

async function take(browser: Browser, emulator: Emulator, scene: Scene): Promise<void> {
  const { name, width, height, colorScheme = 'light', path, prepare } = scene
  const viewport = { width, height }
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce', deviceScaleFactor: 2 })
  const page = await context.newPage()
  await page.goto(new URL(path, emulator.url).href)
  if (path === '/') await page.locator('[data-testid=connection][data-state=live]').waitFor({ state: 'attached' })
  await prepare(page, emulator)
  await page.waitForTimeout(400) // what is loaded on demand has come
  const small = shrinkPng(await page.screenshot({ animations: 'disabled', caret: 'hide' }))
  writeFileSync(`${folder}${name}.png`, small)
  console.log(`${name}.png ${Math.round(small.length / 1024)} KB`)
  await context.close()
}

mkdirSync(folder, { recursive: true })
const receiver = await startReceiver()
const emulator = await createEmulator({
  seed: 'screenshots',
  now: () => Date.UTC(2026, 0, 31, 9, 30),
  webhooks: { url: receiver.url },
  page: { prototype: true },
})
await emulator.listen()
await play(emulator, receiver.failOnce)
const browser = await chromium.launch({ ...(executablePath && { executablePath }), args })
for (const scene of scenes) await take(browser, emulator, scene)
await browser.close()
await emulator.close()
receiver.close()
