import { type DemoProvider, randomNumbers } from '@tributary/provider-simulator'
import { createSpotifySimulator } from './create-spotify-simulator.ts'
import { exportFiles, wholeOf, zipOf } from './export-files.ts'
import { generateListening, type Play } from './listening.ts'

const DAY = 24 * 60 * 60 * 1000
const PAST_DAYS = 400
const FUTURE_DAYS = 2

const demo: DemoProvider = {
  createSimulator: (client) =>
    createSpotifySimulator({
      inProcess: true,
      clients: [client],
      accounts: [{ id: 'demo', name: 'Alex (demo)', plays: demoPlays(Date.now()) }],
    }),
  async createFiles() {
    const now = Date.now()
    const heard = demoPlays(now).filter(({ endedAt }) => endedAt <= now)
    const contents: Record<string, Buffer> = {}
    for (const { name, chunks } of exportFiles(heard, { format: 'extended' }))
      contents[name] = await wholeOf(chunks())
    return [
      {
        filename: 'my_spotify_data.zip',
        contentType: 'application/zip',
        content: once(new Uint8Array(zipOf(contents))),
      },
    ]
  },
}

/** Each day from a seed of its own: whenever they are generated, a day has the same plays. */
function demoPlays(now: number): Play[] {
  const today = Math.floor(now / DAY)
  const days = Array.from({ length: PAST_DAYS + FUTURE_DAYS }, (_, index) => today - PAST_DAYS + 1 + index)
  return days.flatMap((day) => [
    ...generateListening({ random: randomNumbers(day), from: day * DAY, to: (day + 1) * DAY }),
  ])
}

async function* once(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content
}

export default demo
