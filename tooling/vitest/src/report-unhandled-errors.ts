import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Reporter } from 'vitest/node'

const REPORT = '.turbo/unhandled-errors.json'

/** Writes down errors outside of tests, which fail a run and are not in the JSON report of vitest. */
export const unhandledErrorsReporter: Reporter = {
  async onTestRunEnd(_modules, errors) {
    if (errors.length === 0) return
    await mkdir(dirname(REPORT), { recursive: true })
    await writeFile(REPORT, JSON.stringify(errors.map(({ name, message }) => ({ name, message }))))
  },
}
