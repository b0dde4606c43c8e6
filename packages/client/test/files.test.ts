import { openAsBlob } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createOnce, download, jobsGetJob, libraryExportItems, netflixImportFile } from '../src/index.ts'
import { type LivePerson, livePerson } from './live/live-person.ts'
import { type LiveServer, startLiveServer } from './live/live-server.ts'

const VIEWINGS = 3000

describe('files', () => {
  let server: LiveServer
  let person: LivePerson
  beforeAll(async () => {
    server = await startLiveServer()
    person = await livePerson(server)
  })
  afterAll(async () => server[Symbol.asyncDispose]())

  test('are uploaded from the disk as they are, with their name and their options behind them', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'client-')), 'history.csv')
    const lines = Array.from(
      { length: VIEWINGS },
      (_, n) => `"Film ${n}","${(n % 12) + 1}/${(n % 28) + 1}/2025"`,
    )
    await writeFile(file, `Title,Date\n${lines.join('\n')}\n`)
    const body = { file: new File([await openAsBlob(file)], 'My history.csv'), dateOrder: 'mdy' as const }
    const { data, response } = await createOnce(netflixImportFile, { client: person.client, body })
    expect(response.headers.get('location')).toBe(`/api/jobs/${data.id}`)
    expect(await person.jobEnd(data.id)).toMatchObject({ status: 'succeeded', inserted: VIEWINGS })
    const job = await jobsGetJob({ client: person.client, path: { id: data.id } })
    expect(job.data.filename).toBe('My history.csv')
  })

  test('are downloaded as a stream, with the name that the server suggests', async () => {
    const exported = await download(libraryExportItems, { client: person.client, query: { format: 'csv' } })
    expect(exported.contentType).toMatch(/^text\/csv/)
    expect(exported.fileName).toMatch(/\.csv$/)
    let chunks = 0
    let lines = 0
    const decoder = new TextDecoder()
    for await (const chunk of exported.stream) {
      chunks += 1
      lines += decoder.decode(chunk, { stream: true }).split('\n').length - 1
    }
    expect(lines).toBe(VIEWINGS + 1)
    // In parts: the first are there before the last are read from the database.
    expect(chunks).toBeGreaterThan(1)
  })

  test('of which only the beginning is read cost no more', async () => {
    const { stream } = await download(libraryExportItems, {
      client: person.client,
      query: { format: 'jsonl' },
    })
    const reader = stream.getReader()
    const { value } = await reader.read()
    await reader.cancel()
    expect(new TextDecoder().decode(value)).toMatch(/^\{/)
  })
})
