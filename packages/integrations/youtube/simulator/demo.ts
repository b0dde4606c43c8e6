import type { DemoProvider } from '@tributary/provider-simulator'
import { createYouTubeSimulator } from './create-youtube-simulator.ts'
import { generateTakeout } from './takeout.ts'

/** Some three months of watching. */
const ROWS = 2000

const demo: DemoProvider = {
  createSimulator: (client) =>
    createYouTubeSimulator({
      inProcess: true,
      clients: [client],
      accounts: [{ id: 'demo', name: 'Alex (demo)' }],
    }),
  createFiles: async () => [
    {
      filename: 'takeout.zip',
      contentType: 'application/zip',
      content: inOnePiece(
        generateTakeout({ rows: ROWS, minutesApart: 120, locale: 'en-US', format: 'json', newest: newest() }),
      ),
    },
  ],
}

/** The same the whole day: importing the demo again gives nothing new. */
function newest(): number {
  return Date.parse(`${new Date().toISOString().slice(0, 10)}T00:00:00Z`)
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

export default demo
