import type { Work } from '@tributary/integration-kit/enrichers'
import type { ProviderSimulator } from '@tributary/provider-simulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTmdbSimulator } from '../simulator/index.ts'
import { titleEnricher } from '../src/enricher.ts'
import { type EnrichOptions, enrich } from './enrich.ts'

let simulator: ProviderSimulator
beforeAll(async () => {
  simulator = await createTmdbSimulator()
})
afterAll(async () => simulator.stop())

type Parts = Partial<Omit<Work, 'key' | 'title'>>

/** As the Netflix integration splits the title. */
async function resultOf(title: string, parts: Parts = { type: 'unknown' }, options?: EnrichOptions) {
  const [result] = await enrich(
    simulator,
    [{ key: title, platform: 'netflix', type: 'episode', title, ...parts }],
    options,
  )
  return result
}

const sure = (id: string, episode?: string) => ({
  outcome: 'found',
  confidence: expect.toSatisfy((value: number) => value >= titleEnricher.doubtfulBelow) as number,
  facts: { ids: { tmdb: id } },
  ...(episode !== undefined && { detail: { episode } }),
})
const doubtful = (id: string) => ({
  outcome: 'found',
  confidence: expect.toSatisfy((value: number) => value < titleEnricher.doubtfulBelow) as number,
  facts: { ids: { tmdb: id } },
})

const season = (seriesTitle: string, seasonNumber: number, episodeTitle: string): Parts => ({
  seriesTitle,
  seasonNumber,
  episodeTitle,
})

describe('a hard title', () => {
  test('1: two parts, found as an episode and not as the more popular film of the first part', async () => {
    expect(await resultOf('Night Ferry: The Long Crossing')).toMatchObject(
      sure('tv/101', 'S1 E2 The Long Crossing'),
    )
  })

  test('1: two parts, doubtful where a film has the whole name and a series the episode', async () => {
    await using both = await createTmdbSimulator({
      titles: [
        { id: 1, kind: 'tv', name: 'Night Ferry', seasons: { 1: ['The Long Crossing'] } },
        { id: 2, kind: 'movie', name: 'Night Ferry: The Long Crossing' },
      ],
    })
    const title = 'Night Ferry: The Long Crossing'
    const [result] = await enrich(both, [{ key: 'a', platform: 'netflix', type: 'unknown', title }])
    expect(result).toMatchObject({
      outcome: 'found',
      detail: { alternatives: [{ id: expect.any(String) as string, name: expect.any(String) as string }] },
    })
    expect(result?.outcome === 'found' && result.confidence).toBeLessThan(titleEnricher.doubtfulBelow)
  })

  test('1: two parts, not found where the series has no such episode', async () => {
    expect(await resultOf('Night Ferry: Another Crossing')).toMatchObject({ outcome: 'not_found' })
  })

  test('2: a part before the season, which TMDB lacks, is doubtful', async () => {
    const parts = season('Quiz Royale!: Champions Week', 31, 'Semi-final 2')
    const title = 'Quiz Royale!: Champions Week: Season 31: Semi-final 2'
    expect(await resultOf(title, parts)).toMatchObject(doubtful('tv/201'))
  })

  test('3: "Series 3" with a numbered episode, and "&" for "and"', async () => {
    const parts = { ...season('Salt & Iron', 3, 'Episode 4'), episodeNumber: 4 }
    const result = await resultOf('Salt & Iron: Series 3: Episode 4', parts)
    expect(result).toMatchObject(sure('tv/301', 'S3 E4 Episode 4'))
    expect(result).toMatchObject({ facts: { runtimeMinutes: 58, year: 2015 } })
  })

  test('4: no number of the season, and a part that is the episode', async () => {
    const parts = { seriesTitle: 'The Glass Orchard', seasonTitle: 'Limited Series', episodeTitle: 'Part 2' }
    const result = await resultOf('The Glass Orchard: Limited Series: Part 2', parts)
    expect(result).toMatchObject(sure('tv/401', 'S1 E2 Part Two'))
  })

  test('5: a season with the name of the series, and of a popular film', async () => {
    const title = 'Deep Hollow: Deep Hollow 3: Chapter Five: The Well'
    const result = await resultOf(title, season('Deep Hollow', 3, 'Chapter Five: The Well'))
    expect(result).toMatchObject(sure('tv/501', 'S3 E2 Chapter Five: The Well'))
    expect(result).toMatchObject({ facts: { genres: ['Drama', 'Sci-Fi & Fantasy'] } })
  })

  test('6: part 4, which is season 2 in TMDB, by its original title', async () => {
    const result = await resultOf('Los Relojes: Parte 4: Volver', season('Los Relojes', 4, 'Volver'))
    expect(result).toMatchObject(sure('tv/601', 'S2 E2 Volver'))
    expect(result).toMatchObject({ facts: { language: 'es' } })
  })

  test('7: half a season, with German names if TMDB is asked in German', async () => {
    const title = 'Winterhaus: Staffel 1 – Teil B: Der Brief'
    const parts = season('Winterhaus', 1, 'Der Brief')
    expect(await resultOf(title, parts, { language: 'de-DE' })).toMatchObject(
      sure('tv/701', 'S1 E2 Der Brief'),
    )
    expect(await resultOf(title, { ...parts, language: 'de' })).toMatchObject(
      sure('tv/701', 'S1 E2 Der Brief'),
    )
  })

  test('8: season 4 of a series with two long seasons', async () => {
    const parts = season('Kumo no Michi', 4, 'The Bridge Arc (1)')
    const result = await resultOf('Kumo no Michi: Season 4: The Bridge Arc (1)', parts)
    expect(result).toMatchObject(sure('tv/801', 'S2 E2 The Bridge Arc (1)'))
  })

  test('9: initials and question marks', async () => {
    const result = await resultOf('Who Knows?: Season 1: W.T.H.?', season('Who Knows?', 1, 'W.T.H.?'))
    expect(result).toMatchObject(sure('tv/901', 'S1 E2 WTH?'))
  })

  test('10: a series like a year, with an episode like a number, and a popular film', async () => {
    const result = await resultOf('1673: Season 1: 12', season('1673', 1, '12'))
    expect(result).toMatchObject(sure('tv/1001', 'S1 E3 12'))
  })

  test('11: a country that TMDB has not in the title, and an episode that every series has', async () => {
    const title = 'Team Atlas (U.K.): Season 2: Pilot'
    expect(await resultOf(title, season('Team Atlas (U.K.)', 2, 'Pilot'))).toMatchObject(sure('tv/1102'))
  })

  test('11: without the country, two series of one name are doubtful', async () => {
    const result = await resultOf('Team Atlas: Season 2: Pilot', season('Team Atlas', 2, 'Pilot'))
    expect(result).toMatchObject(doubtful('tv/1101'))
    expect(result).toMatchObject({
      detail: { alternatives: [{ id: 'tv/1102', name: 'Team Atlas (tv, 1999)' }] },
    })
  })

  test('12: a special that is in season 0', async () => {
    const parts = season('Baker Lane Nights', 2, 'Winter Special')
    const result = await resultOf('Baker Lane Nights: Season 2: Winter Special', parts)
    expect(result).toMatchObject(sure('tv/1201', 'S0 E1 Winter Special'))
  })

  test('13: no series is not searched for', async () => {
    simulator.controls.clearLog()
    const parts = { episodeTitle: 'Episode 10', episodeNumber: 10 }
    expect(await resultOf(' : Episode 10', parts)).toMatchObject({ outcome: 'not_found' })
    expect(simulator.controls.requests()).toEqual([])
  })

  test('14: a film of a person who is found first', async () => {
    const result = await resultOf('Mara Dunn: Live in Leeds')
    expect(result).toMatchObject(sure('movie/1401'))
    expect(result).toMatchObject({ facts: { runtimeMinutes: 62, genres: ['Comedy'], year: 2021 } })
  })

  test('15: quotes, a colon within and a number behind', async () => {
    const parts = { ...season('Planet Below', 1, '"Rivers: North"'), episodeNumber: 3 }
    const result = await resultOf('Planet Below: Season 1: "Rivers: North" (Episode 3)', parts)
    expect(result).toMatchObject(sure('tv/1501', 'S1 E3 Rivers: North'))
    expect(result).toMatchObject({ facts: { posterUrl: 'https://image.tmdb.org/t/p/w342/planet.jpg' } })
  })
})
