import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'

const ofTheSystem = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** A Chromium to test with: the one that is named, Playwright's own, or the system's; undefined without any. */
export function findChromium(): string | undefined {
  return [process.env.CHROMIUM_PATH, chromium.executablePath(), ...ofTheSystem].find(
    (path) => path !== undefined && existsSync(path),
  )
}
