import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { alterZip } from './alter-zip.ts'
import { fileOf, importPlays } from './import-plays.ts'

const importFile = async (content: Uint8Array) => importPlays(fileOf(content))
const zipOf = (files: Record<string, string | Uint8Array>) =>
  zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, content]) => [
        name,
        typeof content === 'string' ? strToU8(content) : content,
      ]),
    ),
  )

const ENTRY = '{"at":"2024-02-20T10:00:00Z","title":"A 🎵 B"}'
const OTHER = ENTRY.replace('A 🎵 B', 'C')
const HISTORY = 'My plays/plays_2024_0.json'
const MORE = 'My plays/plays_2024_1.json'

describe('an entry that is not part of the history does not refuse the archive', () => {
  const zip = zipOf({ 'ReadMe.pdf': '%PDF', [HISTORY]: `[${ENTRY}]`, 'Userdata.json': '{}' })
  test.each([
    ['packed with bzip2', { method: 12 }],
    ['packed with LZMA', { method: 14 }],
    ['packed with Zstandard', { method: 93 }],
    ['encrypted', { flags: 1 }],
    ['encrypted as WinZip does', { flags: 1, method: 99 }],
    ['strongly encrypted', { flags: 0x41 }],
  ])('%s', async (_, values) => {
    for (const name of ['ReadMe.pdf', 'Userdata.json']) {
      const [page] = await importFile(alterZip(zip, name, values))
      expect(page).toMatchObject({ records: ['A 🎵 B'], rejected: [] })
      expect(page?.warning).toContain(`${name} (cannot be read)`)
    }
  })

  test('damaged', async () => {
    const damaged = Buffer.from(zip)
    // The first byte of its contents.
    damaged[damaged.indexOf('ReadMe.pdf') + 'ReadMe.pdf'.length] = 0xff
    const [page] = await importFile(damaged)
    expect(page).toMatchObject({ records: ['A 🎵 B'], rejected: [] })
    expect(page?.warning).toContain('ReadMe.pdf (cannot be read)')
  })

  test('of far more bytes than a history has', async () => {
    const film = zipOf({ [HISTORY]: `[${ENTRY}]`, 'film.json': '"'.padEnd(64 * 1024 * 1024) })
    expect((await importFile(film))[0]?.records).toHaveLength(1)
  })

  test('another archive', async () => {
    const [page] = await importFile(zipOf({ 'old.zip': zipOf({}), [HISTORY]: `[${ENTRY}]` }))
    expect(page?.warning).toContain('old.zip')
  })
})

describe('a file named like a history that cannot be read is rejected, and the others are imported', () => {
  const zip = zipOf({ [HISTORY]: `[${ENTRY}]`, [MORE]: `[${OTHER}]` })
  test.each([
    ['packed with bzip2', alterZip(zip, MORE, { method: 12 }), /packed in a way that cannot be read/],
    ['encrypted', alterZip(zip, MORE, { flags: 1 }), /protected by a password/],
    ['something else', zipOf({ [HISTORY]: `[${ENTRY}]`, [MORE]: 'oops' }), /not a listening history/],
  ])('%s', async (_, content, reason) => {
    const [page, ...rest] = await importFile(content)
    expect(rest).toEqual([])
    expect(page?.records).toEqual(['A 🎵 B'])
    expect(page?.rejected).toEqual([
      {
        position: 'plays_2024_1.json',
        reason: expect.stringMatching(reason) as string,
        raw: { file: 'plays_2024_1.json' },
      },
    ])
  })
})
