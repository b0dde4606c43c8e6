import { createHash } from 'node:crypto'
import type { Integration } from '@tributary/integration-kit'
import type { ObjectStorage } from '@tributary/integration-kit/providers'
import { describe, expect, test } from 'vitest'
import type { OpenedProvider } from './open-provider.ts'
import { openAt, type ProviderCase, type ProviderService, testProvider } from './test-provider.ts'

/** A storage provider's description of its service. */
export interface StorageCase<Service extends ProviderService> extends ProviderCase<Service> {
  /** Longer than what is sent in one piece: its writing fails in the middle. Default 1 MiB. */
  readonly longBytes?: number
  /** False for a real service, whose failures cannot be arranged. Default true. */
  readonly isSimulated?: boolean
}

const MEBIBYTE = 1024 * 1024
/** A real service takes a while for a long object. */
const LIMIT_MILLISECONDS = 60_000

/** Keys with what addresses, forms, XML and file systems give a meaning. */
const ODD_KEYS = [
  'plain',
  'with space',
  'a+b',
  'a%2Bb',
  'a%20b',
  'question?&=#hash',
  '<b>&amp;"quoted"\'single\'',
  '!$()*,;:@[]{}|\\^`~_-.',
  'größe/漢字/🎉',
  'con/NUL.txt',
  '...',
  'ends with dot.',
  'UPPER',
  'upper',
  `long/${'x'.repeat(200)}/${'é'.repeat(120)}`,
]

/** Always the same bytes, in pieces of odd lengths. */
function* piecesOf(bytes: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes; ) {
    const length = Math.min(bytes - at, 60_007 + (at % 9_973))
    yield Uint8Array.from({ length }, (_, index) => ((at + index) * 31 + ((at + index) >> 8)) & 0xff)
    at += length
  }
}

const streamOf = (pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>) => ReadableStream.from(pieces)
const textStream = (text: string) => streamOf([new TextEncoder().encode(text)])

async function bytesOf(read: ReadableStream<Uint8Array> | undefined): Promise<Buffer | undefined> {
  if (read === undefined) return undefined
  const pieces: Uint8Array[] = []
  for await (const piece of read) pieces.push(piece)
  return Buffer.concat(pieces)
}

const digestOf = (bytes: Uint8Array | undefined) =>
  bytes === undefined ? undefined : createHash('sha256').update(bytes).digest('hex')

async function keysIn(storage: ObjectStorage, prefix?: string): Promise<readonly string[]> {
  const keys: string[] = []
  for await (const { key } of storage.list(prefix)) keys.push(key)
  return keys.toSorted()
}

/**
 * The contract of a storage provider, run with the real client and egress guard against its simulated service, or against a real one.
 *
 * @example
 * testStorageProvider(s3, {
 *   start: startS3,
 *   errors: [{ name: 'a missing bucket', values: { bucket: 'missing' }, code: 'bad_configuration' }],
 * })
 */
export function testStorageProvider<Service extends ProviderService>(
  integration: Integration,
  { start, errors, longBytes = MEBIBYTE, isSimulated = true }: StorageCase<Service>,
): void {
  describe(`the storage of ${integration.definition.displayName} keeps the contract`, () => {
    if (isSimulated)
      testProvider(integration, {
        kind: 'storage',
        start,
        errors,
        call: (storage) => storage.write('probe', textStream('probe')),
      })

    /** Works in a folder of its own, which is emptied, since a real service keeps what other runs have left. */
    const withStorage = async (
      work: (storage: ObjectStorage, folder: string, opened: OpenedProvider<'storage'>) => Promise<void>,
    ) => {
      const service = await start()
      const folder = `contract-${crypto.randomUUID()}/`
      try {
        await using opened = await openAt(integration, 'storage', service)
        await opened.use(async (storage) => {
          try {
            await work(storage, folder, opened)
          } finally {
            for (const key of await keysIn(storage, folder)) await storage.delete(key)
          }
        }, LIMIT_MILLISECONDS)
      } finally {
        await service.stop()
      }
    }
    const storageTest = (name: string, work: Parameters<typeof withStorage>[0]) =>
      // oxlint-disable-next-line vitest/expect-expect, vitest/valid-title -- the title and what is expected are those of the caller
      test(name, { timeout: LIMIT_MILLISECONDS }, () => withStorage(work))

    storageTest('what is written is read, listed with its size, and deleted', async (storage, folder) => {
      const key = `${folder}a/b.txt`
      expect(await storage.read(key)).toBeUndefined()
      await storage.write(key, textStream('contents'), { bytes: 8, contentType: 'text/plain' })
      expect(String(await bytesOf(await storage.read(key)))).toBe('contents')
      const listed = await Array.fromAsync(storage.list(folder))
      expect(listed).toEqual([expect.objectContaining({ key, bytes: 8 })])
      for (const { modifiedAt } of listed)
        if (modifiedAt !== undefined) expect(Number.isNaN(Date.parse(modifiedAt)), modifiedAt).toBe(false)
      await storage.delete(key)
      expect(await storage.read(key)).toBeUndefined()
      expect(await keysIn(storage, folder)).toEqual([])
      await storage.delete(key)
    })

    storageTest('an object is replaced, also by an empty one', async (storage, folder) => {
      for (const text of ['one', 'another', '']) {
        await storage.write(`${folder}x`, textStream(text))
        expect(String(await bytesOf(await storage.read(`${folder}x`)))).toBe(text)
      }
      expect(await keysIn(storage, folder)).toEqual([`${folder}x`])
    })

    storageTest(
      'keys are kept to the character, and different keys are different objects',
      async (storage, folder) => {
        for (const key of ODD_KEYS) await storage.write(folder + key, textStream(key))
        expect(await keysIn(storage, folder)).toEqual(ODD_KEYS.map((key) => folder + key).toSorted())
        for (const key of ODD_KEYS)
          expect(String(await bytesOf(await storage.read(folder + key))), key).toBe(key)
      },
    )

    storageTest(
      'an object and a folder may have one name, and a prefix may end within a name',
      async (storage, folder) => {
        for (const key of ['a', 'a/b', 'a/c/d', 'ab', 'b']) await storage.write(folder + key, textStream(key))
        expect(await keysIn(storage, `${folder}a`)).toEqual(
          ['a', 'a/b', 'a/c/d', 'ab'].map((key) => folder + key),
        )
        expect(await keysIn(storage, `${folder}a/`)).toEqual(['a/b', 'a/c/d'].map((key) => folder + key))
        expect(await keysIn(storage, `${folder}none/`)).toEqual([])
        await storage.delete(`${folder}a`)
        expect(await keysIn(storage, `${folder}a`)).toEqual(['a/b', 'a/c/d', 'ab'].map((key) => folder + key))
      },
    )

    test.each(['../outside', 'a/../../outside', '/etc/passwd', 'a//b', 'a/.', '', 'a\0b', 'a\nb'])(
      'the key %j is refused by every operation',
      async (key) =>
        withStorage(async (storage) => {
          const refused = { code: 'invalid_data' }
          await expect(storage.write(key, textStream('x'))).rejects.toMatchObject(refused)
          await expect(storage.read(key)).rejects.toMatchObject(refused)
          await expect(storage.delete(key)).rejects.toMatchObject(refused)
        }),
    )

    storageTest('a long object is read unchanged, whole and in ranges', async (storage, folder) => {
      const contents = Buffer.concat([...piecesOf(longBytes)])
      const key = `${folder}long`
      await storage.write(key, streamOf(piecesOf(longBytes)), { bytes: longBytes })
      expect(digestOf(await bytesOf(await storage.read(key)))).toBe(digestOf(contents))
      for (const [from, to] of [
        [0, 1],
        [0, longBytes],
        [1000, 1001],
        [longBytes - 1, longBytes],
        [longBytes >> 1, (longBytes >> 1) + 70_000],
        [longBytes - 10, longBytes + 10],
        [longBytes, longBytes + 10],
      ] as const) {
        const part = await bytesOf(await storage.read(key, { start: from, end: to }))
        expect(digestOf(part), `${from} to ${to}`).toBe(digestOf(contents.subarray(from, to)))
      }
      expect(await storage.read(`${folder}none`, { start: 0, end: 1 })).toBeUndefined()
    })

    storageTest(
      'contents without an announced length, and none at all, are written',
      async (storage, folder) => {
        await storage.write(`${folder}unknown`, streamOf(piecesOf(200_000)))
        await storage.write(`${folder}empty`, streamOf([]))
        const listed = await Array.fromAsync(storage.list(folder))
        expect(Object.fromEntries(listed.map(({ key, bytes }) => [key.slice(folder.length), bytes]))).toEqual(
          {
            unknown: 200_000,
            empty: 0,
          },
        )
        expect(await bytesOf(await storage.read(`${folder}empty`))).toHaveLength(0)
      },
    )

    storageTest(
      'what cannot be written wholly is not there, and what was there before stays',
      async (storage, folder) => {
        await storage.write(`${folder}before`, textStream('before'))
        const broken = async function* () {
          yield* piecesOf(longBytes)
          throw new Error('the sender is gone')
        }
        for (const key of ['before', 'after'])
          await expect(storage.write(folder + key, streamOf(broken()))).rejects.toThrow('the sender is gone')
        await expect(
          storage.write(`${folder}after`, textStream('short'), { bytes: 100 }),
        ).rejects.toMatchObject({ code: 'invalid_data' })
        await expect(
          storage.write(`${folder}after`, textStream('too long'), { bytes: 3 }),
        ).rejects.toMatchObject({ code: 'invalid_data' })
        expect(await keysIn(storage, folder)).toEqual([`${folder}before`])
        expect(String(await bytesOf(await storage.read(`${folder}before`)))).toBe('before')
      },
    )

    storageTest('writing at once to one key leaves one of the contents whole', async (storage, folder) => {
      const texts = Array.from({ length: 8 }, (_, n) => String(n).repeat(10_000))
      await Promise.all(texts.map((text) => storage.write(`${folder}x`, textStream(text))))
      expect(texts).toContain(String(await bytesOf(await storage.read(`${folder}x`))))
      expect(await keysIn(storage, folder)).toEqual([`${folder}x`])
    })

    storageTest('reading may end early', async (storage, folder) => {
      await storage.write(`${folder}long`, streamOf(piecesOf(longBytes)))
      const read = await storage.read(`${folder}long`)
      for await (const piece of read ?? []) {
        expect(piece.length).toBeGreaterThan(0)
        break
      }
      expect(await keysIn(storage, folder)).toEqual([`${folder}long`])
    })
  })
}
