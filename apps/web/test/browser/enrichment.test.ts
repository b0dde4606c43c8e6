import { type ModelServer, startModelServer } from '@tributary/enrichment/simulator'
import { ACCESS_TOKEN, createTmdbSimulator } from '@tributary/integration-tmdb/simulator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserOfFile } from './browser.ts'
import { importHistory } from './netflix-history.ts'
import { PageServer } from './page-server.ts'
import { type VisitorOptions, visit } from './visitor.ts'

const browser = browserOfFile()
const NOTICE =
  'This product uses TMDB and the TMDB APIs but is not endorsed, certified, or otherwise approved by TMDB.'
const HISTORY = `Title,Date
"Planet Below: Season 1: Caves","11/20/26"
"Team Atlas","11/18/26"
"Mara Dunn: Live in Leeds","11/17/26"
"No Such Film","11/16/26"
`

describe('genres and tags', () => {
  let tmdb: Awaited<ReturnType<typeof createTmdbSimulator>>
  let model: ModelServer
  let server: PageServer

  beforeAll(async () => {
    ;[tmdb, model] = await Promise.all([createTmdbSimulator(), startModelServer()])
    model.confusing.add('No Such Film')
    server = await PageServer.start({
      environment: {
        PROVIDER_ENDPOINTS: Object.entries(tmdb.endpoints)
          .map(([real, simulated]) => `${real}=${simulated}`)
          .join(','),
        EGRESS_ALLOW: '127.0.0.1',
        TMDB_API_KEY: ACCESS_TOKEN,
      },
    })
    await using ada = await open()
    await setModel(ada)
    await importHistory(ada.context, server.url, HISTORY)
  })

  afterAll(async () => {
    await server.stop()
    await Promise.all([tmdb.stop(), model.stop()])
  })

  async function open(options: VisitorOptions = {}) {
    const ada = await visit(await browser(), server.url, options)
    ada.page.setDefaultTimeout(20_000)
    // What is half faded in has less contrast.
    await ada.page.emulateMedia({ reducedMotion: 'reduce' })
    await ada.signIn()
    return ada
  }

  /** As an administrator does on the page, with the test before saving. */
  async function setModel(ada: Awaited<ReturnType<typeof open>>): Promise<void> {
    const { page } = ada
    await page.goto('/administration/enrichment')
    await page.getByText('Off: it has no address and no model yet.').waitFor()
    await page.getByRole('link', { name: 'Address, model, key and budget' }).click()
    await page.getByLabel('Address', { exact: true }).fill(model.baseUrl)
    await page.getByLabel('Model', { exact: true }).fill('sim-model')
    await page.getByLabel('Price per million tokens sent').fill('20')
    await page.getByRole('button', { name: 'Test' }).click()
    await page.getByText('Look for the model sim-model').waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').first().waitFor()
  }

  it('tells each fact with who says so, how sure and when, and shows the notice of TMDB', async () => {
    await using ada = await open()
    const { page } = ada
    await page.goto('/library?text=Mara')
    await page.getByRole('link', { name: /Mara Dunn/ }).click()
    const panel = page.getByRole('dialog')
    const genres = panel.getByRole('row', { name: /^Genres/ })
    await genres.getByText(/^TMDB · 85% sure · \d+ \w+ \d{4}$/).waitFor()
    await genres.getByText('Comedy').waitFor()
    await panel
      .getByRole('row', { name: /^Topics/ })
      .getByText(/^Language model · 75% sure/)
      .waitFor()
    await panel.getByText(NOTICE).waitFor()
    await panel.getByText('Taken for: Mara Dunn: Live in Leeds (movie, 2021)').waitFor()
    expect(await panel.getByText('doubtful').count()).toBe(0)
    expect(await ada.isFaultless()).toBe(true)
  })

  it('is corrected by hand, found by the correction in the library, and withdrawn', async () => {
    await using ada = await open({ width: 360, theme: 'dark' })
    const { page } = ada
    await page.goto('/library?text=Planet')
    await page.getByRole('link', { name: /Planet Below/ }).click()
    const panel = page.getByRole('dialog')
    await panel.getByRole('row', { name: /^Year/ }).getByText('2006').waitFor()
    await panel.getByRole('button', { name: 'Correct', exact: true }).click()
    expect(await ada.isFaultless()).toBe(true)
    await panel.getByLabel('Tags', { exact: true }).fill('caving')
    await panel.getByLabel('Tags', { exact: true }).press('Enter')
    await panel.getByLabel('Year', { exact: true }).fill('2007')
    await panel.getByRole('button', { name: 'Save' }).click()
    const year = panel.getByRole('row', { name: /^Year/ })
    await year.getByText('2007').waitFor()
    await year.getByText('Corrected by you').waitFor()
    expect(await ada.isFaultless()).toBe(true)

    // What was not changed still follows its sources.
    await panel
      .getByRole('row', { name: /^Genres/ })
      .getByText(/^TMDB/)
      .waitFor()
    await page.goto('/library')
    await page.getByRole('button', { name: 'Filters' }).click()
    await page.getByRole('combobox', { name: 'Tag', exact: true }).click()
    await page.getByRole('option', { name: 'caving (1)' }).click()
    await page.getByText('1 item', { exact: true }).first().waitFor()
    expect(new URL(page.url()).searchParams.get('tag')).toBe('caving')
    expect(await ada.isFaultless()).toBe(true)

    await page.getByRole('link', { name: /Planet Below/ }).click()
    await panel.getByRole('button', { name: 'Withdraw the correction: Year' }).click()
    await year.getByText('2006').waitFor()
    ada.expectQuiet()
  })

  it('filters by genre, year and topic, alone and together, also from an address', async () => {
    await using ada = await open()
    const { page } = ada
    await page.goto('/library')
    await page.getByRole('combobox', { name: 'Genre' }).click()
    await page.getByRole('option', { name: 'Comedy (1)' }).click()
    await page.getByText('1 item', { exact: true }).first().waitFor()
    await page.getByRole('combobox', { name: 'Topic' }).click()
    await page.getByRole('option', { name: /^Music/ }).click()
    await page.getByRole('link', { name: /Mara Dunn/ }).waitFor()
    await page.goto('/library?year=1850')
    await page.getByText('Nothing passes these filters').waitFor()
    expect(await page.getByRole('combobox', { name: 'Year of the work' }).inputValue()).toBe('1850')
    await page.goto('/library?year=2021&topic=music')
    await page.getByRole('link', { name: /Mara Dunn/ }).waitFor()
    expect(await ada.isFaultless()).toBe(true)
  })

  it('lists what is doubtful, takes the choice of the person, and looks it up by that', async () => {
    await using ada = await open({ theme: 'dark' })
    const { page } = ada
    await page.goto('/library/enrichment?show=doubtful')
    await page.getByText('Taken for: Team Atlas (tv, 2003)').waitFor()
    expect(await ada.isFaultless()).toBe(true)
    await page.getByRole('button', { name: 'Open Team Atlas' }).click()
    const panel = page.getByRole('dialog')
    await panel.getByText('doubtful').first().waitFor()
    expect(await ada.isFaultless()).toBe(true)
    await panel.getByRole('button', { name: 'It is Team Atlas (tv, 1999)' }).click()
    await panel.getByRole('row', { name: /^Year/ }).getByText('1999').waitFor()
    await panel
      .getByRole('row', { name: /^Year/ })
      .getByText(/^TMDB · 100% sure/)
      .waitFor()
    await panel.getByText('You have chosen: tv/1102').waitFor()
    ada.expectQuiet()
  })

  it('lists what has failed with the reason, and tries it again', async () => {
    await using ada = await open({ width: 360 })
    const { page } = ada
    await page.goto('/library/enrichment')
    await page.getByText('The language model gave no valid answer for this title.').waitFor()
    expect(await ada.isFaultless()).toBe(true)
    model.confusing.clear()
    await page.getByRole('button', { name: 'Try all again' }).click()
    await page.getByText('There is nothing of this.').waitFor()
    ada.expectQuiet()
  })

  it('shows administrators the sources, the budget and the cost, and looks all up again', async () => {
    await using ada = await open({ width: 360, theme: 'dark' })
    const { page } = ada
    await page.goto('/administration/enrichment')
    const source = page.getByRole('article', { name: 'TMDB' })
    await source.getByText('4 done').waitFor()
    await page.getByText(/Titles today: \d+ of 500/).waitFor()
    await page.getByText('Cost this month').waitFor()
    expect(await ada.isFaultless()).toBe(true)
    const before = tmdb.controls.requests().length
    await source.getByRole('button', { name: 'Look all up again' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Look all up again' }).click()
    await page.getByText('4 titles are looked up again.').waitFor()
    await expect.poll(() => tmdb.controls.requests().length, { timeout: 20_000 }).toBeGreaterThan(before)
    ada.expectQuiet()
  })
})
