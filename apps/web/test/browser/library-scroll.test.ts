import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserOfFile } from './browser.ts'
import { GENEROUS, report, shareOfBudget } from './budget.ts'
import { importHistory, netflixHistory } from './netflix-history.ts'
import { PageServer } from './page-server.ts'
import { dragScrollBar, measureFrames } from './scroll-probe.ts'
import { visit } from './visitor.ts'

/** Taller than the tallest element, so that the scroll bar is scaled. `LIBRARY_ITEMS=1000000` takes two minutes more. */
const ITEMS = Number(process.env['LIBRARY_ITEMS'] ?? 200_000)
const PER_DAY = 250
const LAST = '2026-10-25'

const MOST_MILLISECONDS = 100
const MOST_MEGABYTES = 150

const LIST = 'section[tabindex="0"]'
const browser = browserOfFile()

describe(`a library of ${ITEMS.toLocaleString('en')} items`, () => {
  let server: PageServer

  beforeAll(async () => {
    server = await PageServer.start()
    await using ada = await visit(await browser(), server.url)
    await ada.signIn()
    await importHistory(
      ada.context,
      server.url,
      netflixHistory({ items: ITEMS, perDay: PER_DAY, last: LAST }),
    )
  }, 400_000)

  afterAll(() => server.stop())

  it('is scrolled to its end by the scroll bar and back without a long frame, in little memory', async () => {
    await using ada = await visit(await browser(), server.url)
    const { page } = ada
    page.setDefaultTimeout(10_000)
    await ada.signIn()
    await page.goto('/library')
    await page.getByRole('heading', { name: 'Sunday, 25 October 2026' }).waitFor()
    const firstDay = new Date(Date.parse(`${LAST}T00:00:00Z`) - (Math.ceil(ITEMS / PER_DAY) - 1) * 86_400_000)
    const first = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' })
      .format(firstDay)
      .replace(/^(\w+) /, '$1, ')
    const figures = await measureFrames(page, async () => {
      await dragScrollBar(page, LIST, { to: 1, milliseconds: 2000 })
      await page.getByRole('heading', { name: first }).waitFor()
      await page.locator(`${LIST} a`).first().waitFor()
      for (const to of [0.4, 0.8, 0.2]) {
        await dragScrollBar(page, LIST, { to, milliseconds: 300 })
        await page.locator(`${LIST} a`).first().waitFor()
      }
      await dragScrollBar(page, LIST, { to: 0, milliseconds: 2000 })
      await page.locator(`${LIST} a`).first().waitFor()
    })
    expect(figures.frames).toBeGreaterThan(100)
    report(`scrolling ${ITEMS} items: ${JSON.stringify(figures)}`)
    expect(shareOfBudget('the longest frame', figures.longestFrame, MOST_MILLISECONDS)).toBeLessThanOrEqual(
      GENEROUS,
    )
    expect(figures.tabMegabytes ?? figures.heapMegabytes, JSON.stringify(figures)).toBeLessThanOrEqual(
      MOST_MEGABYTES,
    )
    ada.expectQuiet()
  }, 120_000)

  it('moves by a wheel as far as the wheel says, wherever it is', async () => {
    await using ada = await visit(await browser(), server.url)
    const { page } = ada
    page.setDefaultTimeout(10_000)
    await ada.signIn()
    await page.goto('/library')
    await page.getByRole('heading', { name: 'Sunday, 25 October 2026' }).waitFor()
    await dragScrollBar(page, LIST, { to: 0.5, milliseconds: 100 })
    const row = page.locator(`${LIST} li a`).nth(12)
    await row.waitFor()
    const name = await row.textContent()
    // At rest, when the scroll bar has been put where it belongs.
    await page.waitForTimeout(500)
    const same = page.locator(`${LIST} li a`).filter({ hasText: name ?? '' })
    const before = (await same.boundingBox())?.y ?? 0
    await page.mouse.move(700, 500)
    await page.mouse.wheel(0, 200)
    await page.waitForTimeout(500)
    expect(before - ((await same.boundingBox())?.y ?? 0)).toBeCloseTo(200, -1)
    ada.expectQuiet()
  })
})
