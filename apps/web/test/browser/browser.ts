import { openBrowser } from '@tributary/browser'
import type { Browser } from 'playwright-core'
import { afterAll } from 'vitest'

let opened: Promise<Browser> | undefined

/** One Chromium for all tests of a file. A machine without one fails, with what to install. */
export function browserOfFile(): () => Promise<Browser> {
  afterAll(async () => {
    await (await opened)?.close()
    opened = undefined
  })
  return () => (opened ??= openBrowser())
}
