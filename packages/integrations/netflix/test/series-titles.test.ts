import { expect, test } from 'vitest'
import { readFixture, recordsOf } from './import-file.ts'

test('British series, parts, and names that only sound like a series', async () => {
  const records = await recordsOf(await readFixture('synthetic_NetflixViewingHistory_uk_series.csv'))
  expect(records.map((record) => [record.seriesTitle, record.seasonNumber, record.episodeTitle])).toEqual([
    ['Made Up Shires', 2, 'Episode 3'],
    ['Made Up Shires', 1, 'The Vicar'],
    ['A Series of Made Up Events', 1, 'The Dull Beginning: Part One'],
    ['Made Up Island', 2, '7th Week in Paradise'],
  ])
  expect(records[0]?.episodeNumber).toBe(3)
})
