import { expect, test } from 'vitest'
import { generateHistory, zipOf } from '../simulator/index.ts'
import { htmlOf, jsonOf, watchedAt, watches, watchPages } from './import-file.ts'

const ROW = watchedAt('14 Jun 2026, 08:05:06 CEST')

test.each([
  ['a row of HTML that is cut off', htmlOf(ROW, ROW).slice(0, -120), /cut off/],
  ['HTML without rows', '<html><body></body></html>', /no rows/],
  ['another list', '[{"playlist":1}]', /it has playlist.*watch-history/],
  ['the activity of another product', jsonOf({ header: 'Search' }), /not an entry of a YouTube history/],
  ['the HTML of another product', htmlOf({ ...ROW, header: 'Maps' }), /not an entry of a YouTube history/],
])('%s is refused', async (_, content, message) => {
  await expect(watches(content)).rejects.toThrow(message)
})

test('HTML in another encoding is refused', async () => {
  const latin1 = Buffer.from(htmlOf({ ...ROW, header: 'YouTube é' }), 'latin1')
  await expect(watches(latin1)).rejects.toThrow(/not UTF-8.*as Google delivered it/)
})

test('a ZIP file without a history is refused with the names to look for', async () => {
  const content = zipOf({
    'Takeout/YouTube/subscriptions.csv': 'a,b',
    'Takeout/archive_browser.html': '<html></html>',
  })
  await expect(watches(content)).rejects.toThrow(/no YouTube history.*watch-history\.json/)
})

test('what a ZIP file has besides is named once, and not imported', async () => {
  const history = [...generateHistory('watch', { rows: 20, locale: 'fr', format: 'html' })].join('')
  const name = 'Takeout/YouTube et YouTube\u00a0Music/historique/watch-history.html'
  const [page] = await watchPages(zipOf({ [name]: history, 'Takeout/a/subscriptions.csv': 'a,b' }))
  expect(page?.warning).toMatch(/Not imported.*subscriptions\.csv/)
  expect(page?.records.length).toBeGreaterThan(0)
})
