import { openProvider } from '@tributary/testkit'
import { expect, test, vi } from 'vitest'
import { createS3Simulator, type S3Simulator, type S3SimulatorOptions } from '../simulator/index.ts'
import { s3 } from '../src/index.ts'
import { createS3Client } from '../src/s3-client.ts'
import { openS3Storage } from '../src/s3-storage.ts'

const MEBIBYTE = 1024 * 1024
const contents = (text: string) => new Blob([text]).stream()
const long = (mebibytes: number) =>
  ReadableStream.from(
    (function* () {
      for (let n = 0; n < mebibytes * 4; n++) yield new Uint8Array(MEBIBYTE / 4).fill(n % 251)
    })(),
  )

/** A storage without the egress guard, with a clock and without waiting. */
async function withStorage(
  work: (storage: ReturnType<typeof openS3Storage>, simulator: S3Simulator, waits: number[]) => Promise<void>,
  options: S3SimulatorOptions & { readonly clock?: () => number } = {},
) {
  await using simulator = await createS3Simulator(options)
  const waits: number[] = []
  const send = createS3Client({
    ...simulator,
    address: simulator.url,
    addressing: 'path',
    fetch: (url, init) => fetch(url, { redirect: 'manual', ...init }),
    now: options.clock ?? Date.now,
    wait: async (milliseconds) => void waits.push(milliseconds),
  })
  await work(openS3Storage(send, undefined), simulator, waits)
}

test('a long object goes in parts of one length and keeps its type; a short one in one request', async () =>
  withStorage(
    async (storage, simulator) => {
      await storage.write('long', long(20), { contentType: 'application/zip' })
      await storage.write('short', contents('x'))
      expect(simulator.requests().map((line) => line.replace(/upload-1\S*/, 'ID'))).toEqual([
        'POST /tributary-test/long?uploads=',
        'PUT /tributary-test/long?partNumber=1&uploadId=ID',
        'PUT /tributary-test/long?partNumber=2&uploadId=ID',
        'PUT /tributary-test/long?partNumber=3&uploadId=ID',
        'POST /tributary-test/long?uploadId=ID',
        'PUT /tributary-test/short',
      ])
      expect(simulator.object('long')).toMatchObject({ contentType: 'application/zip' })
      expect(simulator.object('long')?.body).toHaveLength(20 * MEBIBYTE)
      expect(simulator.object('short')).toMatchObject({ contentType: 'application/octet-stream' })
    },
    { equalParts: true },
  ))

test.each([
  ['a part that is refused', /partNumber=2/],
  ['an end that is refused', /^POST .*uploadId/],
])('%s aborts the upload, so that nothing of it is left', async (_, when) =>
  withStorage(async (storage, simulator) => {
    simulator.inject({ status: 403, code: 'AccessDenied', when })
    await expect(storage.write('x', long(17))).rejects.toMatchObject({ code: 'permission_denied' })
    expect(simulator.openUploads()).toBe(0)
    expect(simulator.keys()).toEqual([])
  }),
)

test('contents that fail abort the upload', async () =>
  withStorage(async (storage, simulator) => {
    const broken = async function* () {
      yield* long(9)
      throw new Error('gone')
    }
    await expect(storage.write('x', ReadableStream.from(broken()))).rejects.toThrow('gone')
    expect(simulator.openUploads()).toBe(0)
    expect(simulator.keys()).toEqual([])
  }))

test('what a killed process has begun goes with the object, and no upload of another key', async () =>
  withStorage(async (storage, simulator) => {
    const never = async function* () {
      yield* long(9)
      await new Promise(() => {})
    }
    for (const key of ['x', 'x2']) storage.write(key, ReadableStream.from(never())).catch(() => {})
    const parts = () => simulator.requests().filter((line) => line.includes('partNumber=1'))
    await vi.waitFor(() => expect(parts()).toHaveLength(2), { interval: 5, timeout: 20_000 })
    await storage.delete('x')
    expect(simulator.openUploads()).toBe(1)
    simulator.inject({ status: 403, code: 'AccessDenied', when: /uploads=/ })
    await storage.delete('x2')
    expect(simulator.openUploads()).toBe(1)
  }))

test('an error in the body of a successful end is an error', async () =>
  withStorage(async (storage, simulator, waits) => {
    simulator.inject({ status: 200, code: 'InternalError', when: /^POST .*uploadId/ })
    await expect(storage.write('x', long(9))).rejects.toMatchObject({ code: 'upstream' })
    expect(simulator.openUploads()).toBe(0)
    expect(waits).toEqual([])
  }))

test('an overloaded service is asked again after growing waits, or after the one that it asks for', async () =>
  withStorage(async (storage, simulator, waits) => {
    simulator.inject({ status: 503, code: 'SlowDown', times: 2 })
    await storage.write('x', contents('x'))
    simulator.inject({ status: 503, code: 'SlowDown', headers: { 'retry-after': '3' } })
    await storage.write('y', contents('y'))
    expect(waits).toEqual([200, 400, 3000])
    simulator.inject({ status: 500, code: 'InternalError', times: 4 })
    await expect(storage.read('x')).rejects.toMatchObject({ code: 'upstream' })
    expect(simulator.keys()).toEqual(['x', 'y'])
  }))

test('a clock that is wrong by more than 15 minutes is named', async () => {
  const clock = () => Date.now() - 16 * 60 * 1000
  await withStorage(
    async (storage) => {
      await expect(storage.write('x', contents('x'))).rejects.toMatchObject({
        code: 'bad_configuration',
        message: 'The clock of this server is wrong: correct it.',
      })
    },
    { clock },
  )
})

test.each([false, true])(
  'listings are decoded, whether the service encodes slashes or not (%s)',
  async (encodesSlash) =>
    withStorage(
      async (storage, simulator) => {
        const keys = ['a b/c+d', 'a%2Bb/100%', 'größe/🎉', 'x/y&z<1>']
        for (const key of keys) simulator.put(key, key)
        // Keys of other programs: control characters, and the folder that a console makes.
        simulator.put('line\nbreak', '')
        simulator.put('folder/', '')
        const listed = await Array.fromAsync(storage.list())
        expect(listed.map(({ key }) => key).toSorted()).toEqual([...keys, 'line\nbreak'].toSorted())
        expect(listed.find(({ key }) => key === 'größe/🎉')).toMatchObject({ bytes: 12 })
        expect(simulator.requests().length).toBeGreaterThan(2)
      },
      { encodesSlash, pageSize: 2 },
    ),
)

test('a listing whose keys are not encoded as it says is an error of the service', async () =>
  withStorage(
    async (storage, simulator) => {
      simulator.put('100%', '')
      await expect(Array.fromAsync(storage.list())).rejects.toMatchObject({
        code: 'upstream',
        message: 'The service sent a key that is not encoded as it says.',
      })
    },
    { encodesKeys: false },
  ))

test('the bucket in the host name, and the redirect of a new bucket to its region', async () => {
  await using simulator = await createS3Simulator()
  const [host, regional] = ['s3.amazonaws.com', 's3.eu-central-1.amazonaws.com']
  const { region, bucket, accessKeyId, secretAccessKey } = simulator
  await using opened = await openProvider({
    integration: s3,
    kind: 'storage',
    values: {
      address: `https://${host}`,
      addressing: 'virtual-host',
      region,
      bucket,
      accessKeyId,
      secretAccessKey,
    },
    endpoints: simulator.endpointsOf(`${bucket}.${host}`, `${bucket}.${regional}`),
  })
  simulator.inject({
    status: 307,
    code: 'TemporaryRedirect',
    headers: { location: `https://${bucket}.${regional}/a%20b` },
  })
  await opened.use((storage) => storage.write('a b', contents('moved')))
  expect(simulator.keys()).toEqual(['a b'])
  expect(await opened.use(async (storage) => new Response(await storage.read('a b')).text())).toBe('moved')
  simulator.inject({
    status: 307,
    code: 'TemporaryRedirect',
    headers: { location: `http://${bucket}.${regional}/x` },
  })
  await expect(opened.use((storage) => storage.read('x'))).rejects.toMatchObject({
    code: 'bad_configuration',
    message: /without encryption/,
  })
})

test('the test writes and deletes an object, the periodic check only reads', async () => {
  await using simulator = await createS3Simulator()
  const { url: address, region, bucket, accessKeyId, secretAccessKey } = simulator
  const values = { address, region, bucket, accessKeyId, secretAccessKey }
  await using opened = await openProvider({ integration: s3, kind: 'storage', values, allow: '127.0.0.1' })
  expect(await opened.test()).toEqual(['Listed tributary-test', 'Wrote an object', 'Read it', 'Deleted it'])
  const before = simulator.requests().length
  await opened.health()
  expect(simulator.requests().slice(before)).toEqual([expect.stringMatching(/^GET .*list-type=2/)])
  expect(simulator.keys()).toEqual([])
})
