import { randomBytes } from 'node:crypto'
import { strToU8, Zip, ZipDeflate, type Zippable, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { alterZip } from './alter-zip.ts'
import { fileOf, importPlays } from './import-plays.ts'

const importFile = async (content: Uint8Array) => importPlays(fileOf(content))

const ENTRY = '{"at":"2024-02-20T10:00:00Z","title":"A 🎵 B"}'
const HISTORY = 'My plays/plays_2024_0.json'

const zipOf = (files: Record<string, string | Uint8Array>) =>
  zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, content]) => [
        name,
        typeof content === 'string' ? strToU8(content) : content,
      ]),
    ) satisfies Zippable,
  )

/** With the sizes behind the contents, as what writes to a pipe does. */
function streamed(files: Record<string, string>): Buffer {
  const chunks: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error
    chunks.push(chunk)
  })
  for (const [name, text] of Object.entries(files)) {
    const entry = new ZipDeflate(name)
    zip.add(entry)
    entry.push(strToU8(text), true)
  }
  zip.end()
  return Buffer.concat(chunks)
}

describe('ZIP files that are not to be read', () => {
  test.each([
    '../../etc/cron.d/evil.json',
    '/etc/evil.json',
    'C:\\evil.json',
    'a\\..\\evil.json',
    'a/../b.json',
  ])('one with an entry that leads out of it: %s', async (name) => {
    await expect(importFile(zipOf({ [name]: '[]', [HISTORY]: '[]' }))).rejects.toThrow(/points outside of it/)
  })

  test('one with nothing but another archive in it', async () => {
    await expect(importFile(zipOf({ 'my_data.zip': zipOf({ [HISTORY]: '[]' }) }))).rejects.toThrow(
      /holds another archive, "my_data.zip". Unpack it/,
    )
  })

  test.each(['known', 'streamed'] as const)(
    'one that unpacks to far more than it is (%s sizes)',
    async (kind) => {
      for (const name of [HISTORY, 'plays.json']) {
        const text = `[${ENTRY},${' '.repeat(64 * 1024 * 1024)}${ENTRY}]`
        const zip = kind === 'known' ? zipOf({ [name]: text }) : streamed({ [name]: text })
        expect(zip.length).toBeLessThan(200_000)
        await expect(importFile(zip)).rejects.toThrow(/unpacks to far more/)
      }
    },
  )

  test('one without a listening history, with its contents', async () => {
    const zip = zipOf({ 'MyData/Userdata.json': '{}', 'MyData/Playlist1.json': '{}' })
    await expect(importFile(zip)).rejects.toThrow(
      /no listening history \(it has Userdata.json, Playlist1.json\)/,
    )
    await expect(importFile(zipOf({}))).rejects.toThrow(/no listening history/)
  })

  test('one of which all is protected by a password', async () => {
    const zip = zipOf({ [HISTORY]: `[${ENTRY}]` })
    await expect(importFile(alterZip(zip, HISTORY, { flags: 1 }))).rejects.toMatchObject({
      code: 'file_parse_error',
      message: expect.stringMatching(/plays_2024_0.json: It is protected by a password/) as string,
    })
  })

  test('one of which all is packed in an unusual way', async () => {
    const zip = zipOf({ [HISTORY]: `[${ENTRY}]` })
    await expect(importFile(alterZip(zip, HISTORY, { method: 12 }))).rejects.toThrow(
      /packed in a way that cannot be read \(method 12\)/,
    )
  })

  test('one with more entries than an export has', async () => {
    const zip = zipOf(Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`${index}.txt`, ''])))
    await expect(importFile(zip)).rejects.toThrow(/more than 10000 files/)
  })

  test('one with names that are longer than those of any export', async () => {
    const longName = (index: number) => `${index}${'x'.repeat(60_000)}.txt`
    const zip = zipOf(Object.fromEntries(Array.from({ length: 141 }, (_, index) => [longName(index), ''])))
    await expect(importFile(zip)).rejects.toThrow(/names of the files in the ZIP file are longer/)
  })

  test('one that is cut off, wherever', async () => {
    const entries = Array.from({ length: 50 }, (_, index) => ENTRY.replace('A', `A${index}`)).join(',\n')
    for (const zip of [zipOf({ [HISTORY]: `[${entries}]` }), streamed({ [HISTORY]: `[${entries}]` })]) {
      for (let length = 5; length < zip.length; length += 37) {
        await expect(importFile(zip.subarray(0, length))).rejects.toMatchObject({ code: 'file_parse_error' })
      }
    }
  })

  test('one with a byte that is wrong', async () => {
    const entries = Array.from({ length: 50 }, (_, index) => ENTRY.replace('A', `A${index}`)).join(',\n')
    const zip = zipOf({ [HISTORY]: `[${entries}]` })
    for (let at = 100; at < zip.length - 200; at += 61) {
      const damaged = Buffer.from(zip)
      damaged[at] = (damaged[at] ?? 0) ^ 0x10
      await expect(importFile(damaged)).rejects.toMatchObject({ code: 'file_parse_error' })
    }
  })

  test('one whose contents do not match its directory, although they are JSON', async () => {
    const zip = Buffer.from(zipSync({ [HISTORY]: [Buffer.from(`[${ENTRY}]`), { level: 0 }] }))
    zip.write('X', zip.indexOf('A 🎵 B'))
    await expect(importFile(zip)).rejects.toThrow(/plays_2024_0.json in the ZIP file is damaged/)
  })

  test('an upload that cannot be read from the database is not a fault of the file', async () => {
    const zip = Buffer.from(
      zipSync({ [HISTORY]: Buffer.from(`[${ENTRY}]`), 'photo.jpg': [randomBytes(600_000), { level: 0 }] }),
    )
    const outage = new Error('the database is away')
    // The directory can be read, the header before the first entry cannot.
    const failing = {
      filename: 'a.zip',
      size: zip.length,
      open: () => failing.openRange(0, zip.length),
      async *openRange(start: number, end: number) {
        if (start === 0 && end > 4) throw outage
        yield zip.subarray(start, end)
      },
    }
    await expect(importPlays(failing)).rejects.toBe(outage)
  })
})
