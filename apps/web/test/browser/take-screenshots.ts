// `npm run screenshots`: a picture of every page at 360 and 1440 px in both themes, of an account with demo data and of an empty one.
// Nothing is compared: they are for people to look at.
//
//   npm run screenshots -- --language de    in German

import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openBrowser } from '@tributary/browser'
import type { Browser } from 'playwright-core'
import { fillAccount } from './fill-account.ts'
import { openWindow, PLUGINS_DIR, signInTo } from './open-window.ts'
import { type Place, placesOf } from './page-places.ts'
import { PageServer } from './page-server.ts'
import { settle } from './settle.ts'

const DIRECTORY = fileURLToPath(new URL('../../.turbo/screenshots/', import.meta.url))
const WIDTHS = [1440, 360] as const
const THEMES = ['light', 'dark'] as const

const { language } = parseArgs({ options: { language: { type: 'string', default: 'en' } } }).values
const locale = language === 'de' ? 'de-DE' : 'en-GB'

await rm(DIRECTORY, { recursive: true, force: true })
const browser = await openBrowser()
try {
  for (const has of ['nothing', 'data'] as const) {
    const server = await PageServer.start({ environment: { PLUGINS_DIR } })
    try {
      await takeAll(browser, server, has)
    } finally {
      await server.stop()
    }
  }
} finally {
  await browser.close()
}
process.stdout.write(`The pictures are in ${DIRECTORY}\n`)

async function takeAll(browser: Browser, { url }: PageServer, has: 'data' | 'nothing'): Promise<void> {
  const first = await openWindow(browser, url, {})
  await signInTo(first, url)
  if (has === 'data') await fillAccount(first.request, url)
  const places = await placesOf(first.request, has)
  await first.close()
  for (const theme of THEMES)
    for (const width of WIDTHS) {
      const directory = join(DIRECTORY, `${has}-${theme}-${width}`)
      await mkdir(directory, { recursive: true })
      for (const isOfStranger of [false, true]) {
        const context = await openWindow(browser, url, { width, theme, locale })
        if (!isOfStranger) await signInTo(context, url)
        const page = await context.newPage()
        for (const place of places.filter((each) => each.isOfStranger === isOfStranger)) {
          await page.goto(place.address)
          await settle(page)
          await page.screenshot({ path: join(directory, `${nameOf(place)}.png`), fullPage: true })
        }
        await context.close()
      }
      process.stdout.write(`${places.length} pages with ${has}, ${theme}, ${width} px\n`)
    }
}

function nameOf({ pattern }: Place): string {
  return pattern === '/' ? 'home' : pattern.slice(1).replaceAll('/', '-').replaceAll('$', '')
}
