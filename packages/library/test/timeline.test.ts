import type { MediaRecord } from '@tributary/integration-kit'
import { localDateIn } from '@tributary/integration-kit/dates'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LibraryServer, type Person, record, startLibrary } from './library-server.ts'

interface Timeline {
  readonly timeZone: string | null
  readonly count: number
  readonly withoutTimeCount: number
  readonly periods: readonly { readonly period: string; readonly count: number }[]
}

describe('the timeline', () => {
  let server: LibraryServer
  beforeAll(async () => {
    server = await startLibrary()
  })
  afterAll(() => server.stop())

  const timeline = async (query: string, person: Person = server.ada): Promise<Timeline> => {
    const reply = await person.get(`/api/library/timeline?${query}`)
    expect(reply.statusCode, reply.body).toBe(200)
    return reply.json()
  }
  const idsOf = async (query: string) =>
    (await server.ada.get(`/api/library/items?${query}`))
      .json<{ items: { externalId: string }[] }>()
      .items.map(({ externalId }) => externalId)
  let number = 0
  /** Delivered with the date of UTC, as files without a time zone are. */
  const at = (occurredAt: string, more: Partial<MediaRecord> = {}) => {
    number += 1
    return record(number, { occurredAt, occurredOn: occurredAt.slice(0, 10), ...more })
  }

  test('an instant is on the day of the time zone, a date on its own in every one', async () => {
    const late = at('2025-01-02T03:00:00Z')
    const dated = record(10_000, { occurredOn: '2025-01-02' })
    await server.ada.write([late, dated], 'zones')
    expect(await timeline('integration=zones&timeZone=America/New_York')).toEqual({
      timeZone: 'America/New_York',
      per: 'day',
      count: 2,
      withoutTimeCount: 1,
      periods: [
        { period: '2025-01-02', count: 1 },
        { period: '2025-01-01', count: 1 },
      ],
    })
    expect(await timeline('integration=zones')).toMatchObject({
      timeZone: null,
      periods: [{ period: '2025-01-02', count: 2 }],
    })
    expect(await idsOf('integration=zones&from=2025-01-01&to=2025-01-01&timeZone=America/New_York')).toEqual([
      late.externalId,
    ])
    expect(await idsOf('integration=zones&from=2025-01-01&to=2025-01-01')).toEqual([])
  })

  test("a person's time zone is the default", async () => {
    await server.ada.write([at('2024-06-01T22:30:00Z')], 'mine')
    await server.ada.choose({ timeZone: 'Europe/Berlin' })
    try {
      expect(await timeline('integration=mine')).toMatchObject({
        timeZone: 'Europe/Berlin',
        periods: [{ period: '2024-06-02' }],
      })
    } finally {
      await server.ada.choose({ timeZone: null })
    }
  })

  // Clocks change there at midnight, twice in Havana and São Paulo, at 2 in New York, by half an hour on Lord Howe Island.
  test.each([
    ['America/New_York', '2025-03-07', '2025-11-01'],
    ['America/Havana', '2025-03-07', '2025-11-01'],
    ['America/Sao_Paulo', '2018-02-16', '2018-11-02'],
    ['Australia/Lord_Howe', '2025-04-04', '2025-10-03'],
    ['Asia/Kathmandu', '2025-04-04', '2025-10-03'],
    ['Pacific/Apia', '2011-12-28', '2012-03-30'],
  ])(
    'in %s each day has the items that its clock had on it, and a list of the day the same',
    async (timeZone, ...starts) => {
      const integration = timeZone.toLowerCase().replaceAll(/[^a-z]/g, '')
      const instants = starts.flatMap((start) =>
        Array.from({ length: 5 * 48 }, (_, half) =>
          new Date(Date.parse(start) + half * 1_800_000 + 60_000).toISOString(),
        ),
      )
      await server.ada.write(
        instants.map((instant) => at(instant)),
        integration,
      )
      const expected = Map.groupBy(instants, localDateIn(timeZone))
      const query = `integration=${integration}&timeZone=${encodeURIComponent(timeZone)}`
      const { periods } = await timeline(query)
      expect(periods).toEqual(
        [...expected]
          .map(([period, { length: count }]) => ({ period, count }))
          .toSorted((one, other) => (one.period < other.period ? 1 : -1)),
      )
      for (const { period, count } of periods)
        expect(await idsOf(`${query}&from=${period}&to=${period}&limit=500`)).toHaveLength(count)
    },
  )

  test('by month, and with the filters of the list', async () => {
    await server.ada.write(
      [
        at('2023-01-31T23:30:00Z', { title: 'Über' }),
        at('2023-02-02T12:00:00Z', { type: 'movie', title: 'Unter' }),
        at('2023-02-03T12:00:00Z', { title: 'Über' }),
      ],
      'filtered',
    )
    const zone = 'integration=filtered&timeZone=Europe/Paris'
    expect((await timeline(`${zone}&per=month`)).periods).toEqual([{ period: '2023-02', count: 3 }])
    expect((await timeline(`${zone}&type=movie`)).periods).toEqual([{ period: '2023-02-02', count: 1 }])
    expect((await timeline(`${zone}&text=%C3%BCber`)).periods).toEqual([
      { period: '2023-02-03', count: 1 },
      { period: '2023-02-01', count: 1 },
    ])
    expect((await timeline(`${zone}&from=2023-02-01&to=2023-02-01`)).periods).toEqual([
      { period: '2023-02-01', count: 1 },
    ])
  })

  test('a date of a thousand years ago does not make it slow', async () => {
    await server.ada.write([at('1025-01-01T12:00:00Z'), at('2025-01-01T12:00:00Z')], 'old')
    expect((await timeline('integration=old&timeZone=Europe/Berlin')).periods).toEqual([
      { period: '2025-01-01', count: 1 },
      { period: '1025-01-01', count: 1 },
    ])
  })

  test('nothing of another person is counted', async () => {
    await server.ada.write([at('2025-01-02T03:00:00Z')], 'netflix')
    expect(await timeline('timeZone=Europe/Berlin', server.bob)).toMatchObject({ count: 0, periods: [] })
    expect(await timeline('', server.bob)).toMatchObject({ count: 0, periods: [] })
  })

  test.each([
    ['timeline?timeZone=Europe/Berlim', 'KERNEL_UNKNOWN_VALUE', 'Did you mean "Europe/Berlin"?'],
    ['items?timeZone=%2B01:00', 'KERNEL_UNKNOWN_VALUE', '`timeZone` is "+01:00"'],
    ['timeline?integration=zone', 'KERNEL_UNKNOWN_VALUE', 'does not exist here'],
    ['timeline?from=2025-02-02&to=2025-02-01', 'KERNEL_BAD_RANGE', 'is after'],
    ['timeline?per=week', 'KERNEL_VALIDATION', 'per'],
  ])('the request %s is refused', async (path, code, detail) => {
    const reply = await server.ada.get(`/api/library/${path}`)
    expect(reply.json()).toMatchObject({ status: 400, code, detail: expect.stringContaining(detail) })
  })
})
