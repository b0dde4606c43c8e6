import type { DemoProvider } from '@tributary/provider-simulator'
import { fileOf } from './generate-file.ts'

/** What Example Service brings to demo data. */
const demo: DemoProvider = {
  createFiles: async () => [
    { filename: 'example-service.csv', contentType: 'text/csv', content: once(fileOf(300)) },
  ],
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text)
}

export default demo
