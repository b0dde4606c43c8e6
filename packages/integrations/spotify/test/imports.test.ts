import { readdirSync, readFileSync } from 'node:fs'
import { startTestServer, type TestServer, type TestUser, testRedirectUri } from '@tributary/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  createSpotifySimulator,
  exportFiles,
  type SpotifySimulator,
  wholeOf,
  zipOf,
} from '../simulator/index.ts'
import { spotify } from '../src/index.ts'
import { readFixture } from './read-fixture.ts'

const EXTENDED = 'Listening history (extended history)'
const ACCOUNT = 'Listening history (account data)'

describe('files of Spotify on a server', () => {
  let simulator: SpotifySimulator
  let server: TestServer
  let ada: TestUser
  beforeAll(async () => {
    simulator = await createSpotifySimulator({
      clients: [{ id: 'id', secret: 'secret', redirectUris: [testRedirectUri('spotify')] }],
      accounts: [{ id: 'ada', name: 'Ada' }],
    })
    server = await startTestServer({
      integrations: [spotify],
      endpoints: simulator.endpoints,
      environment: { SPOTIFY_CLIENT_ID: 'id', SPOTIFY_CLIENT_SECRET: 'secret' },
    })
  })
  afterAll(async () => {
    await server.stop()
    await simulator.stop()
  })
  beforeEach(async () => {
    ada = await server.createUser()
  })

  const recognised = async (content: string | Uint8Array, filename = 'download') =>
    (await ada.recognise({ content, filename })).body
  const candidate = (description: string, certain = true) => [
    { integration: 'spotify', description, certain },
  ]
  const extendedZip = async (count: number) => {
    const past = simulator.plays().filter(({ endedAt }) => endedAt <= simulator.controls.clock.now())
    const files = exportFiles(past.slice(-count), { format: 'extended' })
    const contents = await Promise.all(
      files.map(async ({ name, chunks }) => [name, await wholeOf(chunks())] as const),
    )
    return new Uint8Array(zipOf(Object.fromEntries(contents)))
  }

  test.each([
    ['Streaming_History_Audio_2024_0', EXTENDED],
    ['endsong_0', EXTENDED],
    ['bom_crlf', EXTENDED],
    ['names_missing', EXTENDED],
    ['offline_loop', EXTENDED],
    ['StreamingHistory_music_0', ACCOUNT],
    ['offline_loop_account_data', ACCOUNT],
  ])('%s is recognised by its entries, whatever its name', async (name, description) => {
    expect((await recognised(await readFixture(name))).candidates).toMatchObject(candidate(description))
  })

  test.each(readdirSync(new URL('fixtures/zip', import.meta.url)))(
    'the ZIP file %s is recognised by the files in it',
    async (name) => {
      const { candidates } = await recognised(readFileSync(new URL(`fixtures/zip/${name}`, import.meta.url)))
      expect(candidates).toMatchObject([{ integration: 'spotify' }])
    },
  )

  test('a list without entries is recognised by its name, and is not certain', async () => {
    const { candidates } = await recognised('[]', 'endsong_3.json')
    expect(candidates).toMatchObject(candidate('Listening history, by the name of the file', false))
    expect((await recognised('[]', 'other.json')).candidates).toEqual([])
    expect((await recognised(new Uint8Array(zipOf({ 'a.json': '[{"b":1}]' })))).candidates).toEqual([])
  })

  test('a ZIP file is previewed as it is imported, repetitions and plays of the account included', async () => {
    expect((await ada.connect('spotify', simulator)).status).toBe(303)
    await ada.allJobsEnd()
    const synced = await ada.items('spotify')
    const { uploadId } = await recognised(await extendedZip(120))
    const asked = { uploadId, integration: 'spotify' }
    const { body: preview } = await ada.post('/api/imports/preview', asked)
    expect(await ada.items('spotify')).toEqual(synced)
    const { body: job } = await ada.post('/api/imports', asked)
    const { inserted, updated, unchanged, rejected, skipped } = await ada.jobEnd(job.id)
    expect(inserted).toBeGreaterThan(0)
    expect(updated).toBeGreaterThan(0)
    expect(preview).toMatchObject({
      newCount: inserted,
      changedCount: updated,
      knownCount: unchanged,
      rejectedCount: rejected,
      skippedCount: skipped,
      isComplete: true,
    })
    const { body } = await ada.post(`/api/imports/${job.id}/undo`)
    expect(body.undone).toMatchObject({ deletedCount: inserted, keptCount: updated + unchanged })
    const left = await ada.items('spotify')
    expect(left.map(({ id }) => id).toSorted()).toEqual(synced.map(({ id }) => id).toSorted())
  })

  test('what two imports and an account have delivered stays until the last of them is gone', async () => {
    expect((await ada.connect('spotify', simulator)).status).toBe(303)
    await ada.allJobsEnd()
    const content = await extendedZip(60)
    const jobs = [await ada.importFile('spotify', { content }), await ada.importFile('spotify', { content })]
    const all = (await ada.items('spotify')).length
    const undo = async (index: number) => (await ada.post(`/api/imports/${jobs[index]?.id}/undo`)).body.undone
    expect(await undo(0)).toMatchObject({ deletedCount: 0 })
    expect(await ada.items('spotify')).toHaveLength(all)
    const { deletedCount } = await undo(1)
    expect(await ada.items('spotify')).toHaveLength(all - deletedCount)
    const [connection] = (await ada.get('/api/spotify')).body.connections
    const path = `/api/spotify/connections/${connection.id}?data=delete`
    await ada.request({ method: 'DELETE', path })
    expect(await ada.items('spotify')).toEqual([])
    expect(await ada.importFile('spotify', { content })).toMatchObject({ unchanged: 0, updated: 0 })
  })
})
