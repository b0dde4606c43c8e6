import type { DemoProvider } from '@tributary/provider-simulator'
import { jsonZip } from './export-zip.ts'

/** Some two views an hour of the day, over a year. */
const COUNTS = { view: 9000, like: 900, favorite: 120, search: 130 }

const demo: DemoProvider = {
  createFiles: async () => [
    {
      filename: 'TikTok_Data_demo.zip',
      contentType: 'application/zip',
      content: once(
        await jsonZip({
          counts: COUNTS,
          titles: true,
          newest: `${new Date().toISOString().slice(0, 10)}T00:00:00Z`,
        }),
      ),
    },
  ],
}

async function* once(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content
}

export default demo
