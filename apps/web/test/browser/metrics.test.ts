import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays } from '../../src/i18n/local-dates.ts'
import { browserOfFile } from './browser.ts'
import { GENEROUS, shareOfBudget } from './budget.ts'
import { PageServer } from './page-server.ts'
import { type Visitor, visit } from './visitor.ts'

const browser = browserOfFile()

async function call(ada: Visitor, method: 'POST' | 'PATCH', path: string, data: unknown): Promise<void> {
  const origin = new URL(ada.page.url()).origin
  const answer = await ada.context.request.fetch(path, { method, data, headers: { origin } })
  if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`)
}

describe('metrics', () => {
  let server: PageServer

  beforeAll(async () => {
    server = await PageServer.start()
  })

  afterAll(() => server.stop())

  it('are made by a template, entered for a day, explained, and deleted again', async () => {
    await using ada = await visit(await browser(), server.url)
    const { page } = ada
    page.setDefaultTimeout(10_000)
    // What is half faded in has less contrast.
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await ada.signIn()
    await page.goto('/charts')
    await page.getByRole('heading', { name: 'There are no values yet' }).waitFor()
    await page.getByRole('link', { name: 'Templates' }).click()
    await page.getByRole('link', { name: 'New template' }).click()
    await page.getByLabel('Name').fill('Evening')
    await page.getByRole('button', { name: 'Add a metric of my own' }).click()
    await page.getByRole('group', { name: 'Metric 1' }).getByLabel('Name').fill('Mood')
    // A button that has just become active changes its colours for a moment.
    await page.evaluate(
      'Promise.allSettled(document.getAnimations().map(({ finished }) => finished)).then(() => null)',
    )
    await ada.expectAccessible()
    await page.getByRole('button', { name: 'Save the template' }).click()
    await page.getByRole('heading', { name: 'Evening' }).waitFor()
    await page.getByLabel('Mood').fill('7')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Your values were saved.').waitFor()

    await page.goto('/charts?per=day')
    await page.getByText('1 of 30 days have a value').waitFor()
    const chart = page.getByRole('slider', { name: /^Mood/ })
    await chart.focus()
    await page.keyboard.press('ArrowLeft')
    expect(await chart.getAttribute('aria-valuetext')).toContain('Mood 7')
    // Drawn again in other colours: the cursor stays.
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
    await page.keyboard.press('Enter')
    const panel = page.getByRole('dialog')
    await panel.waitFor()
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    const plot = await page.locator('.u-over').boundingBox()
    if (plot === null) throw new Error('the chart is not in view')
    await page.mouse.click(plot.x + plot.width - 2, plot.y + plot.height / 2)
    await panel.getByText('It is the only value of this day.').waitFor()
    await ada.expectAccessible()
    await panel.getByRole('button', { name: 'Delete my value' }).click()
    await panel.getByText('There is no value of this day.').waitFor()
    expect(await panel.getByText('Shown', { exact: true }).count()).toBe(0)
    ada.expectQuiet()
  })

  it('are compared, gathered by week and shown as a table, at 360 pixels in the dark', async () => {
    await using ada = await visit(await browser(), server.url, { width: 360, theme: 'dark' })
    const { page } = ada
    page.setDefaultTimeout(10_000)
    // What is half faded in has less contrast.
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await ada.signIn()
    await page.goto('/charts/templates')
    await call(ada, 'POST', '/api/metrics/templates', {
      name: 'By hand',
      entries: [{ kind: 'manual', label: 'Mood', metric: 'manual.mood', type: 'number' }],
    })
    const values = [3, 0, 8].map((value, index) => ({
      metric: 'manual.mood',
      date: addDays('2026-03-02', index * 7),
      value,
    }))
    await call(ada, 'PATCH', '/api/metrics/values', { values })
    await page.goto('/charts?metric=%5B"manual.mood"%5D&from=2026-03-02&to=2026-03-22&per=week')
    await page.getByRole('button', { name: 'Show as table' }).click()
    await page.getByRole('row', { name: 'Week of 9 Mar 2026' }).getByRole('button', { name: '0' }).waitFor()
    await ada.expectFits()
    await ada.expectAccessible()
    await page.getByRole('row', { name: 'Week of 16 Mar 2026' }).getByRole('button').click()
    // A week leads to its days.
    await page.getByText('1 of 7 days have a value').waitFor()
    expect(page.url()).toMatch(/from=2026-03-16.*to=2026-03-22/)
    ada.expectQuiet()
  })

  it('draw ten years of five daily series at once', async () => {
    await using ada = await visit(await browser(), server.url)
    const { page } = ada
    page.setDefaultTimeout(10_000)
    // What is half faded in has less contrast.
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await ada.signIn()
    await page.goto('/charts/templates')
    const names = ['one', 'two', 'three', 'four', 'five']
    await call(ada, 'POST', '/api/metrics/templates', {
      name: 'Ten years',
      entries: names.map((name) => ({ kind: 'manual', label: name, type: 'number', unit: 'points' })),
    })
    const days = Array.from({ length: 3650 }, (_, index) => addDays('2016-01-01', index))
    const values = names.flatMap((name, number) =>
      days.map((date, index) => ({
        metric: `manual.${name}`,
        date,
        value: Math.round(100 * number + 50 * Math.sin(index / 20 + number)),
      })),
    )
    for (let at = 0; at < values.length; at += 1000)
      await call(ada, 'PATCH', '/api/metrics/values', { values: values.slice(at, at + 1000) })
    const metrics = JSON.stringify(names.map((name) => `manual.${name}`))
    await page.goto(`/charts?metric=${encodeURIComponent(metrics)}&from=2016-01-01&to=2025-12-28`)
    await page.locator('canvas').waitFor()
    await page.getByRole('button', { name: 'Show as table' }).click()
    await page.locator('canvas').waitFor({ state: 'detached' })
    const milliseconds = await page.evaluate<number>(`new Promise((resolve) => {
      const button = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Show as chart')
      const start = performance.now()
      button.click()
      const look = () => {
        const canvas = document.querySelector('canvas')
        const isDrawn = canvas !== null && canvas.width > 0 &&
          canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((byte) => byte > 0)
        if (isDrawn) resolve(performance.now() - start)
        else requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    })`)
    expect(shareOfBudget('ten years of five daily series, drawn', milliseconds, 200)).toBeLessThanOrEqual(
      GENEROUS,
    )
    await page
      .getByText(/3,650 of 3,650 days|3650 of 3650 days/)
      .first()
      .waitFor()
    ada.expectQuiet()
  })
})
