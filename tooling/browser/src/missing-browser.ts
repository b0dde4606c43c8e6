import { BRINGS_CHROMIUM, openBrowser } from './open-browser.ts'

/**
 * Why no browser can be started, for tests to be skipped with that sentence; `undefined` if one can. On Linux x64, where the installation
 * brings one, it always can: a failure there is a failure of the test.
 *
 * @example
 * const missing = await missingBrowser()
 * describe.skipIf(missing !== undefined)(`the page${missing === undefined ? '' : ` (${missing})`}`, () => {})
 */
export async function missingBrowser(): Promise<string | undefined> {
  if (BRINGS_CHROMIUM) return undefined
  try {
    await (await openBrowser()).close()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
