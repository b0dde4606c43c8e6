import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext } from 'playwright-core'
import { ADMIN } from './page-server.ts'

/** With `courier`, whose settings have every kind of field. */
export const PLUGINS_DIR = fileURLToPath(new URL('./plugins/', import.meta.url))

const PHONE_HEIGHT = 740
const SCREEN_HEIGHT = 900
const WIDEST_PHONE = 600

export interface WindowOptions {
  /** In pixels. Default 1440; 360 is a small phone. */
  readonly width?: number
  /** Default `light`. */
  readonly theme?: 'light' | 'dark'
  /** Default `en-GB`. */
  readonly locale?: string
}

/** A browser window at a server, with nothing of earlier ones. */
export function openWindow(browser: Browser, url: string, options: WindowOptions): Promise<BrowserContext> {
  const { width = 1440, theme = 'light', locale = 'en-GB' } = options
  return browser.newContext({
    baseURL: url,
    viewport: { width, height: width < WIDEST_PHONE ? PHONE_HEIGHT : SCREEN_HEIGHT },
    colorScheme: theme,
    locale,
    timezoneId: 'Europe/Berlin',
  })
}

/** Signs in by the API, as an earlier visit has. */
export async function signInTo(
  { request }: BrowserContext,
  url: string,
  { email, password }: { readonly email: string; readonly password: string } = ADMIN,
): Promise<void> {
  const answer = await request.post('/api/accounts/sign-in/email', {
    data: { email, password },
    headers: { origin: url },
  })
  if (!answer.ok()) throw new Error(`sign-in: ${answer.status()} ${await answer.text()}`)
}
