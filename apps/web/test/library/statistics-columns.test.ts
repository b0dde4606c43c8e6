import { describe, expect, it } from 'vitest'
import { itemTitle } from '../../src/pages/library/item/item-title.ts'
import { readLibrarySearch } from '../../src/pages/library/library-search.ts'
import { dateOfWeekday, hoursOf, monthsOf } from '../../src/pages/library/statistics/statistics-columns.ts'
import { groupByDay } from '../../src/pages/library/timeline/group-by-day.ts'

describe('columns of statistics', () => {
  it('have a column for a month without items, and add up services and types', () => {
    const of = (month: string, count: number) => ({
      month,
      count,
      integration: 'netflix',
      type: 'episode' as const,
    })
    const months = [of('2025-12', 2), of('2025-12', 3), of('2026-02', 1)]
    expect(monthsOf({ from: '2025-11-29', to: '2026-03-28', months })).toEqual([
      { first: '2025-12-01', count: 5 },
      { first: '2026-01-01', count: 0 },
      { first: '2026-02-01', count: 1 },
      { first: '2026-03-01', count: 0 },
    ])
  })

  it('add up weekdays by hour, and name weekdays from Monday', () => {
    const hours = Array.from({ length: 24 }, (_, hour) => hour)
    const weekdays = [1, 2].map((weekday) => ({ weekday, hours }))
    expect(hoursOf({ weekdays })[23]).toBe(46)
    expect(new Date(`${dateOfWeekday(7)}T00:00:00Z`).getUTCDay()).toBe(0)
  })
})

describe('items of the library', () => {
  const item = {
    title: 'Dark: Season 1: Secrets',
    seriesTitle: 'Dark',
    seasonTitle: 'Season 1',
    seasonNumber: 1,
    episodeTitle: 'Secrets',
    episodeNumber: null,
    creators: null,
  }

  it('are called by their series, a song by its title', () => {
    expect(itemTitle(item)).toEqual({ title: 'Dark', subtitle: 'Season 1 · Secrets' })
    expect(itemTitle({ ...item, seasonTitle: null, episodeTitle: null })).toEqual({
      title: 'Dark: Season 1: Secrets',
      subtitle: 'Dark',
    })
    expect(
      itemTitle({ ...item, title: 'Golden Hour', seriesTitle: null, creators: ['Kacey Musgraves'] }),
    ).toEqual({ title: 'Golden Hour', subtitle: 'Kacey Musgraves' })
  })

  it('are on the local day of their instant, without one on the day as delivered', () => {
    const known = {
      ...item,
      id: '1',
      integration: 'netflix',
      externalId: 'x',
      type: 'episode' as const,
      durationSeconds: null,
      profile: null,
      url: null,
      createdAt: '2026-11-01T00:00:00Z',
      updatedAt: '2026-11-01T00:00:00Z',
    }
    const late = { ...known, occurredOn: '2026-10-31', occurredAt: '2026-10-31T23:30:00Z' }
    const dated = { ...known, occurredOn: '2026-10-31', occurredAt: null }
    const byDay = groupByDay([late, dated], 'Europe/Berlin')
    expect([...byDay.keys()]).toEqual(['2026-11-01', '2026-10-31'])
  })
})

describe('the filters in the address', () => {
  it('keeps what is understood, also a search for a number', () => {
    expect(readLibrarySearch({ text: 1984, type: 'movie', from: '2026-01-01', to: '2025-01-01' })).toEqual({
      text: '1984',
      type: 'movie',
    })
    expect(readLibrarySearch({ text: ' ', type: 'film', integration: '' })).toEqual({})
  })
})
