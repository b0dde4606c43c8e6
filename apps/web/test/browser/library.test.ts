import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserOfFile } from './browser.ts'
import { importHistory, netflixHistory } from './netflix-history.ts'
import { PageServer } from './page-server.ts'
import { visit } from './visitor.ts'

const browser = browserOfFile()

describe('the library', () => {
  let server: PageServer

  beforeAll(async () => {
    server = await PageServer.start()
    await using ada = await visit(await browser(), server.url)
    await ada.signIn()
    await ada.page.goto('/library')
    await ada.page.getByRole('heading', { name: 'The library is empty' }).waitFor()
    await ada.expectAccessible()
    ada.expectQuiet()
    await importHistory(
      ada.context,
      server.url,
      netflixHistory({ items: 700, perDay: 100, last: '2026-10-25' }),
    )
  })

  afterAll(() => server.stop())

  it('is searched, shows an item with its raw record, and comes back to the same view', async () => {
    await using ada = await visit(await browser(), server.url, { width: 360, theme: 'dark' })
    const { page } = ada
    page.setDefaultTimeout(10_000)
    // What is half faded in has less contrast.
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await ada.signIn()
    await page.goto('/library')
    await page.getByText('700 items').first().waitFor()
    await page.getByRole('searchbox').fill('chapter 77')
    await page.getByRole('searchbox').press('Enter')
    // 77 and 770 to 779, of which there are no more than 699.
    await page.getByText('1 item', { exact: true }).first().waitFor()
    expect(new URL(page.url()).searchParams.get('text')).toBe('chapter 77')
    await page.getByRole('link', { name: 'Show 77' }).focus()
    await page.keyboard.press('Enter')
    const panel = page.getByRole('dialog', { name: 'Show 77' })
    await panel.getByText('"Show 77: Season 1: Chapter 77"').waitFor()
    await ada.expectAccessible()
    await ada.expectFits()
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    expect(await page.evaluate<string>('document.activeElement.textContent')).toContain('Show 77')
    expect(new URL(page.url()).pathname).toBe('/library')
    expect(new URL(page.url()).searchParams.get('text')).toBe('chapter 77')
    await ada.expectAccessible()
    ada.expectQuiet()
  })

  it('goes to a date, also to the days around the end of summer time', async () => {
    await using ada = await visit(await browser(), server.url)
    const { page } = ada
    page.setDefaultTimeout(10_000)
    // What is half faded in has less contrast.
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await ada.signIn()
    await page.goto('/library')
    await page.getByRole('heading', { name: 'Sunday, 25 October 2026' }).waitFor()
    await page.getByLabel('Go to the date').fill('2026-10-21')
    await page.getByRole('heading', { name: 'Wednesday, 21 October 2026' }).waitFor()
    await page
      .getByRole('link', { name: /Chapter 4\d\d/ })
      .first()
      .waitFor()
    expect(await page.getByRole('heading', { name: 'Sunday, 25 October 2026' }).count()).toBe(0)
    ada.expectQuiet()
  })

  it('counts by month, weekday and title, each with its table', async () => {
    await using ada = await visit(await browser(), server.url, { theme: 'dark' })
    const { page } = ada
    page.setDefaultTimeout(10_000)
    // What is half faded in has less contrast.
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await ada.signIn()
    await page.goto('/library/statistics?from=2026-10-01&to=2026-10-31')
    await page.getByText('700 items').first().waitFor()
    await page.getByRole('button', { name: 'By month: show as table' }).click()
    const october = page.getByRole('row', { name: 'October 2026' })
    expect(await october.textContent()).toBe('October 2026700')
    await ada.expectAccessible()
    ada.expectQuiet()
  })
})
