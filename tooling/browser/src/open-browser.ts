import { type Browser, chromium, type LaunchOptions } from 'playwright-core'
import { unpackChromium } from './unpack-chromium.ts'

/** What is installed elsewhere, in the order in which it is tried. */
const CHANNELS = ['chrome', 'chromium', 'msedge'] as const

/** Chromium's sandbox does not start as root, nor in most containers. Tests open only their own pages. */
const ARGUMENTS = ['--no-sandbox', '--font-render-hinting=none', '--disable-dev-shm-usage']

/** Whether the installation of the packages brings a Chromium for this machine. */
export const BRINGS_CHROMIUM = process.platform === 'linux' && process.arch === 'x64'

/**
 * Starts a headless Chromium: that of `CHROMIUM_PATH`; else on Linux x64 the one that the installation of the packages brings, and elsewhere an
 * installed Chrome, Chromium or Edge.
 *
 * @throws Error that says what to install
 * @example
 * const browser = await openBrowser()
 * const page = await browser.newPage()
 * await page.goto('http://127.0.0.1:3000/')
 * await browser.close()
 */
export async function openBrowser(): Promise<Browser> {
  const { CHROMIUM_PATH } = process.env
  if (CHROMIUM_PATH !== undefined && CHROMIUM_PATH !== '') return launch({ executablePath: CHROMIUM_PATH })
  if (!BRINGS_CHROMIUM) return openInstalled()
  const { executablePath, libraryPath, fontConfiguration } = await unpackChromium()
  return launch({
    executablePath,
    env: { ...definedIn(process.env), LD_LIBRARY_PATH: libraryPath, FONTCONFIG_FILE: fontConfiguration },
  })
}

async function openInstalled(): Promise<Browser> {
  for (const channel of CHANNELS) {
    const browser = await launch({ channel }).catch(() => undefined)
    if (browser !== undefined) return browser
  }
  throw new Error(
    `No browser was found on ${process.platform} ${process.arch}: install Google Chrome or Chromium, or set CHROMIUM_PATH.`,
  )
}

function launch(options: LaunchOptions): Promise<Browser> {
  return chromium.launch({ headless: true, args: ARGUMENTS, ...options })
}

function definedIn(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
