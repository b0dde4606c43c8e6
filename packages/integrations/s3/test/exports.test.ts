import { createHash } from 'node:crypto'
import { measureInChild } from '@tributary/testkit/memory'
import { expect, test, vi } from 'vitest'
import { createS3Simulator } from '../simulator/index.ts'
import { startWithBucket } from './exports-in-bucket.ts'

/** Takes a minute of a processor that has nothing else to do. */
const LIMIT = 480_000
const child = new URL('./children/keep-export.ts', import.meta.url)

test('an administrator allows a bucket: exports are kept there in parts, downloaded, and deleted', {
  timeout: LIMIT,
}, async () => {
  await using simulator = await createS3Simulator({ equalParts: true })
  const { url: address, region, bucket, accessKeyId, secretAccessKey } = simulator
  const access = { address, region, bucket, accessKeyId, secretAccessKey }
  const { server, ada, storage, asAdmin } = await startWithBucket(access, 60_000)
  await using _ = server
  expect(await asAdmin('POST', '/settings/exports/choices/storages', { values: {} })).toMatchObject({
    choices: [{ value: storage, label: 'backups (s3)' }],
  })
  const options = await ada.get('/api/exports/options')
  expect(options.body).toMatchObject({
    storages: [{ id: storage, name: 'backups', plugin: 's3', state: 'active' }],
    contents: expect.arrayContaining([
      { name: 'library', displayName: 'Library' },
      { name: 'metrics', displayName: 'Daily values' },
      { name: 'events', displayName: 'Events' },
    ]),
  })
  // The first attempt ends in its second part; nothing of it is left.
  simulator.inject({ status: 403, code: 'AccessDenied', when: /partNumber=2/ })
  const { body } = await ada.post('/api/exports', { contents: 'metrics', format: 'jsonl', storage })
  const reaches = (expected: object) =>
    vi.waitFor(
      async () => {
        const shown = (await ada.get(`/api/exports/${body.id}`)).body
        expect(shown).toMatchObject(expected)
        return shown
      },
      { interval: 50, timeout: 60_000 },
    )
  await reaches({
    status: 'queued',
    failureCount: 1,
    error: expect.stringContaining('The access key may not'),
  })
  expect([simulator.openUploads(), simulator.keys()]).toEqual([0, []])
  const second = await ada.post('/api/exports', { contents: 'metrics', format: 'jsonl', storage })
  body.id = second.body.id
  const made = await reaches({ status: 'succeeded', recordCount: 60_000 })
  const [key = ''] = simulator.keys()
  expect(simulator.keys()).toEqual([`exports/${body.id}-1.jsonl`])
  const stored = simulator.object(key)?.body ?? Buffer.alloc(0)
  expect(stored.length).toBeGreaterThan(8 * 1024 * 1024)
  expect(made).toMatchObject({
    bytes: stored.length,
    sha256: createHash('sha256').update(stored).digest('hex'),
  })
  const download = await ada.get(`/api/exports/content/${body.id}`)
  expect(download.status).toBe(200)
  await ada.request({ method: 'DELETE', path: `/api/exports/${body.id}` })
  await vi.waitFor(() => expect(simulator.keys()).toEqual([]), { interval: 100, timeout: 30_000 })
})

test('an export of 200,000 values to a bucket keeps less than 64 MB in memory', {
  timeout: LIMIT,
}, async () => {
  await using simulator = await createS3Simulator()
  const { url, accessKeyId, secretAccessKey } = simulator
  const megabytes = await measureInChild(child, [url, '200000', accessKeyId, secretAccessKey], {
    heapMebibytes: 192,
    milliseconds: LIMIT,
  })
  const [key = ''] = simulator.keys()
  const lines = simulator.object(key)?.body.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 0)
  expect(lines).toBe(200_000)
  expect(megabytes).toBeLessThan(64)
  // A part is in memory; less would mean that nothing was measured.
  expect(megabytes).toBeGreaterThan(8)
})
