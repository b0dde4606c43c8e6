import type { MediaRecord } from '@tributary/integration-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LibraryServer, type Person, record, startLibrary } from './library-server.ts'

describe('statistics', () => {
  let server: LibraryServer
  beforeAll(async () => {
    server = await startLibrary()
    const song = (number: number, occurredAt: string, more: Partial<MediaRecord> = {}): MediaRecord =>
      record(number, {
        type: 'track',
        title: 'Song',
        creators: ['Ada', 'Bob'],
        occurredAt,
        occurredOn: occurredAt.slice(0, 10),
        durationSeconds: 100.5,
        ...more,
      })
    await server.ada.write(
      [
        // The hour that New York has twice.
        song(1, '2025-11-02T05:30:00Z'),
        song(2, '2025-11-02T06:30:00Z'),
        song(3, '2025-11-01T03:30:00Z', { title: 'Other', creators: ['Ada'] }),
        song(4, '2024-11-02T05:30:00Z'),
      ],
      'music',
    )
    const episode = { type: 'episode', seriesTitle: 'A Show', occurredOn: '2025-11-03' } as const
    await server.ada.write([record(5, episode), record(6, episode)], 'netflix')
  })
  afterAll(() => server.stop())

  const statistics = async (query: string, person: Person = server.ada) => {
    const reply = await person.get(`/api/library/statistics?${query}`)
    expect(reply.statusCode, reply.body).toBe(200)
    return reply.json()
  }

  test('are of local hours, months, creators, series and titles', async () => {
    const { weekdays, ...rest } = await statistics('from=2025-01-01&to=2025-12-31&timeZone=America/New_York')
    expect(rest).toEqual({
      from: '2025-01-01',
      to: '2025-12-31',
      timeZone: 'America/New_York',
      count: 5,
      withoutTimeCount: 2,
      months: [
        { month: '2025-10', integration: 'music', type: 'track', count: 1 },
        { month: '2025-11', integration: 'music', type: 'track', count: 2 },
        { month: '2025-11', integration: 'netflix', type: 'episode', count: 2 },
      ],
      creators: [
        { name: 'Ada', count: 3, durationSeconds: 301.5 },
        { name: 'Bob', count: 2, durationSeconds: 201 },
      ],
      series: [{ name: 'A Show', count: 2, durationSeconds: null }],
      titles: [
        { name: 'Song', creators: ['Ada', 'Bob'], count: 2, durationSeconds: 201 },
        { name: 'Other', creators: ['Ada'], count: 1, durationSeconds: 100.5 },
      ],
    })
    expect(weekdays).toHaveLength(7)
    expect(hoursWithItems(weekdays)).toEqual([
      [5, 23, 1],
      [7, 1, 2],
    ])
  })

  test('without a time zone, months are of the delivered dates and hours of UTC', async () => {
    const { weekdays, months, timeZone } = await statistics('from=2025-01-01&to=2025-12-31&integration=music')
    expect(timeZone).toBeNull()
    expect(months).toEqual([{ month: '2025-11', integration: 'music', type: 'track', count: 3 }])
    expect(hoursWithItems(weekdays)).toEqual([
      [6, 3, 1],
      [7, 5, 1],
      [7, 6, 1],
    ])
  })

  test('pass the filters, and as many of the top as asked for', async () => {
    const only = await statistics('from=2024-01-01&to=2025-12-31&type=track&text=song&top=1')
    expect(only).toMatchObject({ count: 3, creators: [{ name: 'Ada', count: 3 }], series: [] })
    expect(only.titles).toHaveLength(1)
  })

  test('are of the year that ends with `to` if `from` is missing', async () => {
    expect(await statistics('to=2024-12-31')).toMatchObject({
      from: '2024-01-02',
      to: '2024-12-31',
      count: 1,
    })
    expect(await statistics('to=0001-01-05')).toMatchObject({ from: '0001-01-01', count: 0 })
    expect((await statistics('')).to).toMatch(/^\d{4}-\d\d-\d\d$/)
  })

  test('end with today where the person is: 25 hours apart are never the same day', async () => {
    const [east, west] = [
      await statistics('timeZone=Pacific/Kiritimati'),
      await statistics('timeZone=Pacific/Pago_Pago'),
    ]
    expect(east.to > west.to, `${east.to} is after ${west.to}`).toBe(true)
  })

  test('have nothing of another person', async () => {
    expect(await statistics('from=2024-01-01&to=2025-12-31', server.bob)).toMatchObject({
      count: 0,
      months: [],
      creators: [],
      series: [],
      titles: [],
    })
  })

  test.each([
    ['from=2000-01-01&to=2025-01-01', 'KERNEL_BAD_RANGE', 'at most 3700'],
    ['from=2025-01-02&to=2025-01-01', 'KERNEL_BAD_RANGE', 'is after'],
    ['integration=musik', 'KERNEL_UNKNOWN_VALUE', 'Did you mean "music"?'],
    ['timeZone=Asia/Tokio', 'KERNEL_UNKNOWN_VALUE', 'Did you mean "Asia/Tokyo"?'],
    ['top=0', 'KERNEL_VALIDATION', 'top'],
  ])('the request %s is refused', async (query, code, detail) => {
    const reply = await server.ada.get(`/api/library/statistics?${query}`)
    expect(reply.json()).toMatchObject({ status: 400, code, detail: expect.stringContaining(detail) })
  })
})

function hoursWithItems(weekdays: readonly { weekday: number; hours: readonly number[] }[]): number[][] {
  return weekdays.flatMap(({ weekday, hours }) =>
    hours.flatMap((count, hour) => (count === 0 ? [] : [[weekday, hour, count]])),
  )
}
