import { expect, test } from 'vitest'
import { missingBrowser, openBrowser } from '../src/index.ts'

const missing = await missingBrowser()

test.skipIf(missing !== undefined)(
  `a page is opened, its script runs and its text is drawn ${missing ?? ''}`,
  async () => {
    const browser = await openBrowser()
    try {
      expect(browser.version()).toMatch(/^\d+\./)
      const page = await browser.newPage()
      await page.setContent('<h1 style="font: 20px sans-serif; display: inline-block">before</h1>')
      await page.evaluate(`document.querySelector('h1').textContent = 'after'`)
      expect(await page.getByRole('heading', { name: 'after' }).isVisible()).toBe(true)
      expect((await page.locator('h1').boundingBox())?.width).toBeGreaterThan(20)
      expect((await page.screenshot()).byteLength).toBeGreaterThan(1_000)
    } finally {
      await browser.close()
    }
  },
)

test.runIf(process.platform === 'linux' && process.arch === 'x64')(
  'on Linux x64 a browser is never missing',
  () => expect(missing).toBeUndefined(),
)
