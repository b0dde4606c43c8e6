import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { readAsSent } from '@tributary/integration-kit/host'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MediaItem } from '../src/media-item.ts'
import { type LibraryServer, record, startLibrary } from './library-server.ts'

describe('the library', () => {
  let server: LibraryServer
  beforeAll(async () => {
    server = await startLibrary()
  })
  afterAll(async () => server.stop())

  const itemsOf = async (query: string, person = server.ada): Promise<MediaItem[]> =>
    (await person.get(`/api/library/items?${query}`)).json<{ items: MediaItem[] }>().items

  test('a record is stored once, and updated only when the provider changes it', async () => {
    const platform = 'identity'
    const first = record(1)
    expect(await server.ada.write([first, record(2)], platform)).toEqual({
      inserted: 2,
      updated: 0,
      unchanged: 0,
    })
    const before = await itemsOf(`integration=${platform}`)
    expect(await server.ada.write([first, record(2)], platform)).toEqual({
      inserted: 0,
      updated: 0,
      unchanged: 2,
    })
    expect(await itemsOf(`integration=${platform}`)).toEqual(before)
    const changed = record(1, { raw: { Title: 'A Show', Extra: 1 }, durationSeconds: 90 })
    expect(await server.ada.write([changed], platform)).toEqual({ inserted: 0, updated: 1, unchanged: 0 })
    const after = await itemsOf(`integration=${platform}`)
    expect(after.find((item) => item.externalId === 'e1')).toMatchObject({
      durationSeconds: 90,
      id: before.find((item) => item.externalId === 'e1')?.id,
    })
    // A page without values in a column must clear it.
    expect(await server.ada.write([record(1, { raw: { Title: 'again' } })], platform)).toMatchObject({
      updated: 1,
    })
    expect((await itemsOf(`integration=${platform}`)).find((item) => item.externalId === 'e1')).toMatchObject(
      {
        durationSeconds: null,
      },
    )
  })

  test('a raw record with its members in another order is unchanged', async () => {
    const platform = 'order'
    await server.ada.write([record(1, { raw: { Title: 'A Show', id: 7 } })], platform)
    const again = await server.ada.write([record(1, { raw: { id: 7, Title: 'A Show' } })], platform)
    expect(again).toEqual({ inserted: 0, updated: 0, unchanged: 1 })
    const other = await server.ada.write([record(1, { raw: { id: 8, Title: 'A Show' } })], platform)
    expect(other).toEqual({ inserted: 0, updated: 1, unchanged: 0 })
  })

  test('an item is not updated if only its raw record has changed and its stream ignores that', async () => {
    const platform = 'reader'
    const article = record(1, { type: 'article', raw: { views: 7 } })
    await server.ada.writeIgnoringRaw([article], platform)
    const more = { ...article, raw: { views: 8 } }
    expect(await server.ada.writeIgnoringRaw([more], platform)).toMatchObject({ updated: 0, unchanged: 1 })
    expect(await itemsOf(`integration=${platform}&type=article`)).toMatchObject([{ type: 'article' }])
    const renamed = { ...more, title: 'Another title' }
    expect(await server.ada.writeIgnoringRaw([renamed], platform)).toMatchObject({ updated: 1 })
    expect(await server.ada.write([{ ...renamed, raw: { views: 9 } }], platform)).toMatchObject({
      updated: 1,
    })
  })

  test('a raw record may contain characters that PostgreSQL text cannot', async () => {
    const platform = 'odd'
    const odd = record(1, { raw: { nul: 'a\u0000b', half: '\ud83d', slash: '\\u0000' } })
    expect(await server.ada.write([odd], platform)).toMatchObject({ inserted: 1 })
    expect(await server.ada.write([odd], platform)).toMatchObject({ unchanged: 1 })
    const changed = record(1, { raw: { ...odd.raw, more: 1 } })
    expect(await server.ada.write([changed], platform)).toMatchObject({ updated: 1 })
    const [item] = await itemsOf(`integration=${platform}`)
    const { raw } = (await server.ada.get(`/api/library/items/${item?.id}`)).json<{ raw: unknown }>()
    expect(raw).toEqual({ nul: 'a\u0000b', half: '\ud83d', slash: '\\u0000', more: 1 })
  })

  test('a raw record of a file keeps the digits of its numbers', async () => {
    const text = '{"weight":1.10,"huge":1E400,"id":9007199254740993,"list":[0.0]}'
    expect(await server.ada.write([record(1, { raw: readAsSent(text) })], 'exact')).toMatchObject({
      inserted: 1,
    })
    expect(await server.ada.write([record(1, { raw: readAsSent(text) })], 'exact')).toMatchObject({
      unchanged: 1,
    })
    const [item] = await itemsOf('integration=exact')
    expect((await server.ada.get(`/api/library/items/${item?.id}`)).body).toContain(`"raw":${text}`)
  })

  test('of a record that is twice in a page, the last one is kept and both are counted', async () => {
    const counts = await server.ada.write([record(5, { title: 'old' }), record(5, { title: 'new' })], 'twice')
    expect(counts).toEqual({ inserted: 1, updated: 0, unchanged: 1 })
    expect((await itemsOf('integration=twice')).map((item) => item.title)).toEqual(['new'])
  })

  test('two people, and two platforms of one person, may have the same external id', async () => {
    await server.ada.write([record(7)], 'one')
    expect(await server.ada.write([record(7)], 'two')).toMatchObject({ inserted: 1 })
    expect(await server.bob.write([record(7)], 'one')).toMatchObject({ inserted: 1 })
    expect(await itemsOf('integration=one', server.bob)).toHaveLength(1)
  })

  test('the list is newest first and shows every item once, with any page size', async () => {
    const platform = 'pages'
    const records = Array.from({ length: 57 }, (_, index) =>
      record(
        index,
        index % 3 === 0
          ? { occurredAt: `2025-03-${String((index % 28) + 1).padStart(2, '0')}T10:00:00.123Z` }
          : {},
      ),
    )
    await server.ada.write(records, platform)
    const whole = await itemsOf(`integration=${platform}&limit=500`)
    const times = whole.map((item) => item.occurredAt ?? `${item.occurredOn}T00:00:00.000Z`)
    expect(times).toEqual(times.toSorted().toReversed())
    for (const limit of [1, 10, 57]) {
      const seen: MediaItem[] = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const page: { items: MediaItem[]; nextCursor: string | null } = (
          await server.ada.get(
            `/api/library/items?integration=${platform}&limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`,
          )
        ).json()
        seen.push(...page.items)
        cursor = page.nextCursor
      }
      expect(seen).toEqual(whole)
    }
  })

  test('the order can be reversed, and a cursor is bound to its filters and order', async () => {
    await server.ada.write([record(1), record(2), record(3)], 'turned')
    const page = async (query: string) =>
      (await server.ada.get(`/api/library/items?integration=turned&limit=2&${query}`)).json<{
        items: MediaItem[]
        nextCursor: string | null
        code?: string
      }>()
    const first = await page('order=asc')
    const second = await page(`order=asc&cursor=${first.nextCursor}`)
    expect([...first.items, ...second.items].map((item) => item.externalId)).toEqual(['e1', 'e2', 'e3'])
    expect(second.nextCursor).toBeNull()
    for (const others of [
      'order=desc',
      'order=asc&type=movie',
      'order=asc&from=2025-03-01',
      'order=asc&text=E',
    ])
      expect(await page(`${others}&cursor=${first.nextCursor}`)).toMatchObject({
        code: 'DATABASE_BAD_CURSOR',
      })
  })

  test.each(['items', 'summary', 'export'])(
    'GET /%s refuses reversed dates, and an unknown integration with the nearest known one',
    async (path) => {
      await server.ada.write([record(1)], 'spotify')
      const answerTo = async (query: string) => (await server.ada.get(`/api/library/${path}?${query}`)).json()
      expect(await answerTo('integration=spotfy')).toMatchObject({
        status: 400,
        code: 'KERNEL_UNKNOWN_VALUE',
        detail: '`integration` is "spotfy", which does not exist here. Did you mean "spotify"?',
      })
      expect(await answerTo('from=2025-03-02&to=2025-03-01')).toMatchObject({
        status: 400,
        code: 'KERNEL_BAD_RANGE',
      })
      expect(await answerTo('platform=spotify')).toMatchObject({ status: 400, code: 'KERNEL_VALIDATION' })
    },
  )

  test('filters narrow by integration, type, dates and text, and treat pattern characters literally', async () => {
    const platform = 'filters'
    await server.ada.write(
      [
        record(1, { occurredOn: '2024-12-31', title: '100% Wolf', type: 'movie' }),
        record(2, { occurredOn: '2025-01-01', title: '1000 Wolves' }),
        record(3, { occurredOn: '2025-01-02', title: 'under_score' }),
        record(4, { occurredOn: '2025-01-03', title: 'Straße' }),
      ],
      platform,
    )
    const titles = async (query: string) =>
      (await itemsOf(`integration=${platform}&${query}`)).map((item) => item.title)
    expect(await titles('from=2025-01-01&to=2025-01-01')).toEqual(['1000 Wolves'])
    expect(await titles('type=movie')).toEqual(['100% Wolf'])
    expect(await titles('text=WOL')).toEqual(['1000 Wolves', '100% Wolf'])
    expect(await titles('text=100%25')).toEqual(['100% Wolf'])
    expect(await titles('text=r_s')).toEqual(['under_score'])
    expect(await titles('text=_')).toEqual(['under_score'])
    expect(await titles('text=STRASSE')).toEqual(['Straße'])
  })

  test('an item is complete for its owner and not found for others', async () => {
    await server.ada.write([record(9)], 'single')
    const [item] = await itemsOf('integration=single')
    const path = `/api/library/items/${item?.id}`
    expect((await server.ada.get(path)).json()).toMatchObject({
      externalId: 'e9',
      raw: { Title: 'A Show: Season 1: Episode 9' },
    })
    expect((await server.bob.get(path)).json()).toMatchObject({ status: 404, code: 'LIBRARY_NOT_FOUND' })
    expect(
      (await server.bob.get('/api/library/export?text=Episode+9&from=2025-03-10&to=2025-03-10')).body,
    ).toBe('')
  })

  test('the summary counts per integration and month', async () => {
    await server.ada.write(
      [
        record(1, { occurredOn: '2023-01-31' }),
        record(2, { occurredOn: '2023-02-01' }),
        record(3, { occurredOn: '2023-02-28' }),
      ],
      'sums',
    )
    expect((await server.ada.get('/api/library/summary?integration=sums')).json()).toEqual({
      count: 3,
      integrations: [
        {
          integration: 'sums',
          count: 3,
          months: [
            { month: '2023-01', count: 1 },
            { month: '2023-02', count: 2 },
          ],
        },
      ],
    })
  })

  test('the export contains everything once, also when it is longer than a page', async () => {
    // Pages of JSON Lines have 500 or 1,000 items, those of CSV 2,000.
    const records = Array.from({ length: 2_001 }, (_, index) => record(index))
    await server.ada.write(records, 'long')
    const externalIds = records.map(({ externalId }) => externalId).toSorted()
    const lines = (await server.ada.get('/api/library/export?integration=long')).body.trimEnd().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as MediaItem).externalId).toSorted()).toEqual(externalIds)
    const csv = await server.ada.get('/api/library/export?integration=long&format=csv')
    expect(csv.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8' })
    const [header, ...rows] = csv.body.trimEnd().split('\r\n')
    const column = header?.split(',').indexOf('externalId') ?? -1
    expect(rows.map((row) => row.split(',')[column] ?? '').toSorted()).toEqual(externalIds)
  })

  test('an exported line is the item as the list shows it, and a row of CSV has the same values', async () => {
    const full = {
      externalId: 'a "quoted", \\ one',
      title: '=SUM(A1)\nsecond line \u2028 \u0007 😀',
      seriesTitle: 'Série',
      seasonTitle: 'Season 1',
      seasonNumber: 1,
      episodeTitle: 'Pilot, part 1',
      episodeNumber: 12,
      creators: ['A "B"', '-C'],
      occurredAt: '2025-03-01T12:00:00.120Z',
      durationSeconds: 2_000_000.5,
      profile: '@home',
      url: 'https://example.org/?a=1&b=2',
    }
    const records = [record(1, full), record(2, { durationSeconds: 0.1 }), record(3)]
    await server.ada.write(records, 'shown')
    const shown = await itemsOf('integration=shown')
    const lines = (await server.ada.get('/api/library/export?integration=shown')).body
    expect(lines).toBe(shown.map((item) => `${JSON.stringify(item)}\n`).join(''))
    const csv = (await server.ada.get('/api/library/export?integration=shown&format=csv')).body
    const [header, ...rows] = csv.split('\r\n')
    expect(header).toBe(Object.keys(shown[0] ?? {}).join(','))
    const { id, createdAt, updatedAt } = shown.find(({ title }) => title === full.title) ?? {}
    expect(rows).toContain(
      `${id},shown,"a ""quoted"", \\ one",episode,"'${full.title}",Série,Season 1,1,"Pilot, part 1",12,"A ""B""; -C",2025-03-02,2025-03-01T12:00:00.120Z,2000000.5,'@home,https://example.org/?a=1&b=2,${createdAt},${updatedAt}`,
    )
    expect(rows.some((row) => row.includes(',2025-03-03,,0.1,,,'))).toBe(true)
  })

  test('the export is text that can be compressed, and HEAD does not read items', async () => {
    await server.ada.write(
      Array.from({ length: 1201 }, (_, index) => record(index)),
      'packed',
    )
    const url = '/api/library/export?integration=packed'
    const ask = (method: 'GET' | 'HEAD', headers: Record<string, string> = {}) =>
      server.kernel.app.inject({
        method,
        url,
        headers: { authorization: `Bearer ${server.ada.key}`, ...headers },
      })
    const plain = await ask('GET')
    expect(plain.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': 'attachment; filename="tributary-library.jsonl"',
      vary: 'Accept, Accept-Encoding',
    })
    for (const [encoding, decompress] of [
      ['gzip', gunzipSync],
      ['br', brotliDecompressSync],
    ] as const) {
      const packed = await ask('GET', { 'accept-encoding': encoding })
      expect(packed.headers).toMatchObject({ 'content-encoding': encoding })
      expect(packed.rawPayload.length).toBeLessThan(plain.rawPayload.length / 10)
      expect(decompress(packed.rawPayload).equals(plain.rawPayload)).toBe(true)
    }
    expect((await ask('GET', { accept: 'text/csv' })).body).toMatch(/^id,integration,/)
    expect((await ask('GET', { accept: 'application/xml' })).json()).toMatchObject({ status: 406 })
    // The caller is cached from earlier requests; that the integration has delivered items is queried.
    expect(await server.countConnects(() => ask('HEAD'))).toBe(1)
    expect(await server.countConnects(() => ask('GET'))).toBe(3)
  })

  test.each([
    ['from=2025-02-30', 'KERNEL_VALIDATION'],
    ['from=yesterday', 'KERNEL_VALIDATION'],
    ['type=opera', 'KERNEL_VALIDATION'],
    ['limit=0', 'KERNEL_VALIDATION'],
    ['cursor=made-up', 'DATABASE_BAD_CURSOR'],
    ['colour=red', 'KERNEL_VALIDATION'],
  ])('the filter %s is refused', async (query, code) => {
    expect((await server.ada.get(`/api/library/items?${query}`)).json()).toMatchObject({ status: 400, code })
  })

  test('items are deleted with their user', async () => {
    await server.bob.write([record(1)], 'last')
    await server.ada.deleteUser(server.bob.id)
    expect(await server.itemsLeftOf(server.bob.id)).toBe(0)
  })
})
