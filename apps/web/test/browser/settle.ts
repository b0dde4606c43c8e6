import { setTimeout } from 'node:timers/promises'
import type { Page } from 'playwright-core'

const LONGEST_MILLISECONDS = 20_000
const LOOK_MILLISECONDS = 100
/** One part may ask for the next, so a page is judged only when nothing has loaded for several looks. */
const QUIET_LOOKS = 4

/** Something that loads, or moves on its way in. */
const IS_BUSY = `
  document.querySelector('h1') === null
  || document.querySelector('.mantine-Skeleton-root, .mantine-Loader-root') !== null
  || document.getAnimations().some(({ playState }) => playState === 'running')`

/** Waits until a page shows what it is going to show. */
export async function settle(page: Page): Promise<void> {
  const limit = Date.now() + LONGEST_MILLISECONDS
  let quiet = 0
  while (quiet < QUIET_LOOKS) {
    if (Date.now() > limit) throw new Error(`${page.url()} is still loading`)
    quiet = (await page.evaluate<boolean>(IS_BUSY)) ? 0 : quiet + 1
    await setTimeout(LOOK_MILLISECONDS)
  }
}
