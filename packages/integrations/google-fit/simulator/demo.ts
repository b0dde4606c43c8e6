import type { DemoProvider } from '@tributary/provider-simulator'
import { takeoutZip } from './takeout.ts'

/** Google Fit was left for Google Health some months ago, so that the demo shows one history of both. */
const MONTHS = 10
const LEFT_DAYS_AGO = 200
const DAY = 86_400_000

const demo: DemoProvider = {
  createFiles: async () => {
    const lastDate = new Date(Date.now() - LEFT_DAYS_AGO * DAY).toISOString().slice(0, 10)
    const content = takeoutZip({ days: MONTHS * 30, lastDate, dayTables: 7 })
    return [{ filename: 'takeout-demo-001.zip', contentType: 'application/zip', content: once(content) }]
  },
}

async function* once(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content
}

export default demo
