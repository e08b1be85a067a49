import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from '@playwright/test'
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest'
import type { EmulatorOptions } from '../../src/index.js'
import { findChromium } from '../support/chromium.js'
import { type Api, useApi } from '../support/emulator.js'

const executablePath = findChromium()

/** In CI a missing browser is a failure, elsewhere its tests are left out; chromium.slow.test.ts says so in one line. */
export const isLeftOut = executablePath === undefined && !process.env.CI

/** Nothing that asks the network for anything. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

let browser: Browser

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ ...(executablePath && { executablePath }), args })
}

/** Tests that share one browser. */
export function describeInBrowser(title: string, tests: () => void): void {
  describe.skipIf(isLeftOut)(title, { timeout: 120_000 }, () => {
    beforeAll(async () => {
      browser = await launchBrowser()
    })
    afterAll(() => browser.close())
    tests()
  })
}

export interface Opened extends Api {
  readonly origin: string
  readonly context: BrowserContext
  readonly page: Page
  /** Another page of the same browser window's kind, watched as the first. */
  readonly open: (path: string) => Promise<Page>
  /** Sends a code. @returns the id of its verification */
  readonly sendCode: (phoneNumber: string, channel?: string, beside?: object) => Promise<string>
  /** What the pages complained of; a test that provokes a complaint takes it out. */
  readonly complaints: string[]
}

export interface OpenOptions {
  readonly emulator?: EmulatorOptions
  readonly context?: BrowserContextOptions
  readonly path?: string
  /** Runs in the page before its own scripts. */
  readonly before?: () => void
}

/** An emulator on a port with its page open. A complaint of a page or a request to another host fails the test. */
export async function usePage({ emulator = {}, context: contextOptions = {}, path = '/', before }: OpenOptions = {}) {
  const api = await useApi(emulator)
  const { origin } = new URL((await api.emulator.listen()).url)
  const opened = await openContext(origin, contextOptions, before)
  const page = await opened.open(path)
  const sendCode = async (phone_number: string, channel = 'sms', beside: object = {}) => {
    const request = { phone_number, verify_profile_id: api.emulator.profileId, ...beside }
    const { status, body } = await api.post(`/verifications/${channel}`, request)
    if (status !== 200) throw new Error(JSON.stringify(body))
    return body.data.id as string
  }
  return { ...api, origin, page, sendCode, ...opened } satisfies Opened
}

/** A browser context whose pages are watched. */
export async function openContext(origin: string, options: BrowserContextOptions = {}, before?: () => void) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  // A page that is not of this machine cannot have them.
  if (/\/\/(localhost|127\.)/.test(origin))
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin })
  if (before !== undefined) await context.addInitScript(before)
  const complaints: string[] = []
  watch(context, origin, complaints)
  onTestFinished(async () => {
    await context.close()
    if (complaints.length > 0) throw new Error(complaints.join('\n'))
  })
  const open = async (path: string) => {
    const page = await context.newPage()
    page.setDefaultTimeout(50_000)
    await page.goto(new URL(path, origin).href)
    return page
  }
  return { context, complaints, open }
}

function watch(context: BrowserContext, origin: string, complaints: string[]): void {
  context.on('weberror', (error) => complaints.push(`uncaught: ${error.error().message}`))
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`)
  })
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (url.protocol.startsWith('http') && url.origin !== origin) complaints.push(`request to ${url.href}`)
  })
}

/** Waits until a page follows the emulator live. */
export async function waitUntilLive(page: Page): Promise<void> {
  await page.locator('[data-testid=connection][data-state=live]').waitFor()
}
