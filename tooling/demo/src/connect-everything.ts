import type { ImportJob } from '@tributary/integration-host'
import { exportFiles, wholeOf, zipOf } from '@tributary/integration-spotify/simulator'
import type { DemoPerson } from './demo-person.ts'
import type { Providers } from './start-providers.ts'

/** Longer than a slow machine takes for a year of data. */
const PATIENCE_SECONDS = 600

/** Connects both accounts, uploads Spotify's history files, and waits until everything is imported. */
export async function connectEverything(
  person: DemoPerson,
  { google, spotify }: Providers,
  tell: (done: number, all: number) => void,
): Promise<readonly ImportJob[]> {
  await person.connect('fitbit', google)
  await person.connect('spotify', spotify)
  const heard = spotify.plays().filter(({ endedAt }) => endedAt <= spotify.controls.clock.now())
  const files = exportFiles(heard, { format: 'extended' })
  const contents = await Promise.all(
    files.map(async ({ name, chunks }) => [name, await wholeOf(chunks())] as const),
  )
  const content = zipOf(Object.fromEntries(contents))
  await person.upload('spotify', { name: 'my_spotify_data.zip', content: new Uint8Array(content) })
  let told = ''
  return person.waitForJobs(PATIENCE_SECONDS, (jobs) => {
    const waiting = jobs.filter(({ status }) => status === 'queued' || status === 'running').length
    const now = `${jobs.length - waiting}/${jobs.length}`
    if (now !== told) tell(jobs.length - waiting, jobs.length)
    told = now
  })
}
