import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Preview, previewImport } from '../src/imports/preview-import.ts'
import type { FileIntegration } from '../src/imports/recognise-upload.ts'
import { findWaitingUpload } from '../src/upload-store.ts'
import { type JobsServer, startJobsServer } from './jobs-server.ts'
import { noStorage } from './memory-storages.ts'
import { linesImport } from './scripted-integration.ts'
import { sinkOfTests } from './test-records.ts'

const lines = linesImport('lines')
const userId = 'ada'

describe('the preview of an import', () => {
  let server: JobsServer
  beforeAll(async () => {
    server = await startJobsServer({ integrations: [lines], worker: false })
  })
  afterAll(async () => server.stop())

  async function preview(content: string, clock?: () => number, signal = new AbortController().signal) {
    const uploadId = await server.imports.receive({
      userId,
      filename: 'a.txt',
      contentType: 'text/plain',
      content: (async function* () {
        yield Buffer.from(content)
      })(),
      maxBytes: 1_000_000,
    })
    const upload = await findWaitingUpload(server.db, { userId, uploadId })
    if (upload === undefined) throw new Error('the file is not stored')
    const definition = lines.definition as FileIntegration
    const asked = {
      userId,
      definition,
      upload,
      options: {},
      connection: {},
      signal,
      logger: server.kernel.app.log,
    }
    const parts = {
      database: server.database,
      storage: noStorage,
      sinkOf: () => sinkOfTests,
      now: clock ?? (() => 0),
    }
    return previewImport(parts, { ...asked, limits: { compare: 10, read: 100 } })
  }
  const countsOf = ({
    newCount,
    knownCount,
    changedCount,
    rejectedCount,
    notComparedCount,
    isComplete,
  }: Preview) => ({
    newCount,
    knownCount,
    changedCount,
    rejectedCount,
    notComparedCount,
    isComplete,
  })
  const records = async () => server.db.selectFrom('test_records').selectAll().execute()
  const numbered = (count: number) => Array.from({ length: count }, (_, n) => `r${n} v`).join('\n')

  it('counts repetitions across pages once, rejects what the database refuses, and writes nothing', async () => {
    const content = `${numbered(150)}\nr1 v\nr2 w\nr3 hateful\n v`
    const result = await preview(content)
    expect(countsOf(result)).toEqual({
      newCount: 150,
      knownCount: 1,
      changedCount: 1,
      rejectedCount: 2,
      notComparedCount: 0,
      isComplete: true,
    })
    expect(result.rows).toHaveLength(20)
    expect(result.rejections.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('externalId'),
      expect.stringContaining('The database cannot store it'),
    ])
    expect(await records()).toEqual([])
  })

  /** A clock that advances with each page. */
  const clock = (step: number) => {
    let now = -step
    return () => (now += step)
  }

  it('says how many records it did not compare for lack of time', async () => {
    expect(countsOf(await preview(numbered(1_000), clock(4)))).toEqual({
      newCount: 200,
      knownCount: 0,
      changedCount: 0,
      rejectedCount: 0,
      notComparedCount: 800,
      isComplete: true,
    })
  })

  it('says that it did not read to the end of the file', async () => {
    const { newCount, notComparedCount, isComplete } = await preview(numbered(5_000), clock(9))
    expect(isComplete).toBe(false)
    expect(newCount + notComparedCount).toBeLessThan(5_000)
  })

  it('keeps no more than the first rows and rejections', async () => {
    const result = await preview(Array.from({ length: 300 }, () => ' v').join('\n'))
    expect(result).toMatchObject({ rejectedCount: 300, newCount: 0, rows: [] })
    expect(result.rejections).toHaveLength(100)
  })

  it('stops when the client is gone', async () => {
    const gone = new Error('the client is gone')
    await expect(preview(numbered(10), undefined, AbortSignal.abort(gone))).rejects.toBe(gone)
    expect(await records()).toEqual([])
  })
})
