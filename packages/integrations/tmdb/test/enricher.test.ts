import type { Work } from '@tributary/integration-kit/enrichers'
import type { ProviderSimulator } from '@tributary/provider-simulator'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { API_KEY, createTmdbSimulator, refusal } from '../simulator/index.ts'
import { titleEnricher } from '../src/enricher.ts'
import { enrich, resultsOf } from './enrich.ts'

let simulator: ProviderSimulator
beforeEach(async () => {
  simulator = await createTmdbSimulator()
})
afterEach(async () => simulator.stop())

const episode = (number: number, seriesTitle = 'Salt & Iron'): Work => ({
  key: `${seriesTitle} ${number}`,
  platform: 'netflix',
  type: 'episode',
  title: `${seriesTitle}: Season 1: Episode ${number}`,
  seriesTitle,
  seasonNumber: 1,
  episodeTitle: `Episode ${number}`,
  episodeNumber: number,
})
const pathsAsked = () => simulator.controls.requests().map(({ path }) => path)
const film = { key: 'film', platform: 'netflix', type: 'unknown', title: 'Mara Dunn: Live in Leeds' } as const

test('a series is searched for once, whatever the number of its episodes, and each list is read once', async () => {
  const works = [1, 2, 3, 4, 5, 6, 1, 2].map((number) => episode(number))
  expect(await enrich(simulator, works)).toHaveLength(8)
  const asked = pathsAsked()
  expect(new Set(asked).size).toBe(asked.length)
  expect(asked.filter((path) => path.includes('search'))).toHaveLength(1)
})

test('results are in the order of the works', async () => {
  const works = [episode(2), film, episode(1, 'No Such Show'), episode(1)]
  const results = await enrich(simulator, works)
  expect(results.map(({ key, outcome }) => [key, outcome])).toEqual([
    ['Salt & Iron 2', 'found'],
    ['film', 'found'],
    ['No Such Show 1', 'not_found'],
    ['Salt & Iron 1', 'found'],
  ])
})

test('no more than six requests are open at once, seasons of one series among them', async () => {
  let open = 0
  let most = 0
  const send: typeof fetch = async (...request) => {
    most = Math.max(most, (open += 1))
    return fetch(...request).finally(() => (open -= 1))
  }
  const works = [
    'Salt & Iron',
    'Deep Hollow',
    'Baker Lane Nights',
    'Kumo no Michi',
    'Team Atlas',
    'Los Relojes',
    '1673',
    'Who Knows?',
  ].map((series) => ({ ...episode(1, series), seasonNumber: 9, episodeTitle: 'A Name of No Episode' }))
  await enrich(simulator, works, { send })
  expect(most).toBeGreaterThan(1)
  expect(most).toBeLessThanOrEqual(6)
})

test('an adult film is left out, also where TMDB sends it', async () => {
  const title = 'Planet Below'
  const row = { id: 1601, media_type: 'movie', title, adult: true, popularity: 100 }
  simulator.controls.inject({ kind: 'status', status: 200, path: '*search*', body: { results: [row] } })
  const [result] = await enrich(simulator, [{ key: 'a', platform: 'netflix', type: 'unknown', title }])
  expect(result).toMatchObject({ outcome: 'not_found' })
})

test('a video is only asked about if it is from the channel of films', async () => {
  const video = { platform: 'youtube', type: 'video', title: 'Mara Dunn: Live in Leeds' } as const
  const [own] = await enrich(simulator, [{ ...video, key: 'own', creators: ['Ada Sim'] }])
  expect(own).toMatchObject({ outcome: 'not_found' })
  expect(pathsAsked()).toEqual([])
  const [bought] = await enrich(simulator, [{ ...video, key: 'bought', creators: ['YouTube Movies'] }])
  expect(bought).toMatchObject({ outcome: 'found', facts: { ids: { tmdb: 'movie/1401' } } })
})

test('an API key goes into the query, a read access token into the header', async () => {
  await enrich(simulator, [film], { apiKey: API_KEY })
  await enrich(simulator, [film])
  const requests = simulator.controls.requests()
  const [first, last] = [requests[0], requests.at(-1)]
  expect([first?.query['api_key'], first?.headers['authorization']]).toEqual([API_KEY, undefined])
  expect([last?.query['api_key'], last?.headers['authorization']]).toEqual([
    undefined,
    expect.stringMatching(/^Bearer eyJ/),
  ])
})

describe('errors', () => {
  test.each([
    [7, 'bad_configuration'],
    [10, 'bad_configuration'],
    [25, 'rate_limit'],
    [9, 'upstream'],
    [11, 'upstream'],
    [24, 'upstream'],
    [43, 'upstream'],
    [46, 'upstream'],
    [5, 'invalid_data'],
    [20, 'invalid_data'],
    [22, 'invalid_data'],
    [27, 'invalid_data'],
    [34, 'invalid_data'],
    [44, 'invalid_data'],
  ] as const)('%i of a search is %s, and never "not found"', async (code, expected) => {
    simulator.controls.inject({ kind: 'status', ...refusal(code) })
    await expect(enrich(simulator, [film])).rejects.toMatchObject({ code: expected })
  })

  test('a wrong key is a matter of the configuration', async () => {
    await expect(enrich(simulator, [film], { apiKey: 'wrong' })).rejects.toMatchObject({
      code: 'bad_configuration',
    })
  })

  test('of one work keep the results before it', async () => {
    simulator.controls.inject({ kind: 'status', ...refusal(46), path: '*movie/1401' })
    const keys: string[] = []
    const works = [episode(1), episode(2), film, episode(3)]
    const reading = (async () => {
      for await (const { key } of resultsOf(simulator, works)) keys.push(key)
    })()
    await expect(reading).rejects.toMatchObject({ code: 'upstream' })
    expect(keys).toEqual(['Salt & Iron 1', 'Salt & Iron 2'])
    // The same again, when the outage is over.
    expect(await enrich(simulator, [film])).toMatchObject([{ outcome: 'found' }])
  })

  test('a limit in a season is not taken for a season that does not exist', async () => {
    simulator.controls.inject({ kind: 'status', status: 429, retryAfter: 5, path: '*season*' })
    await expect(enrich(simulator, [episode(1)])).rejects.toMatchObject({
      code: 'rate_limit',
      retryAfterSeconds: 5,
    })
  })
})

describe('a title that the person has named', () => {
  const doubtful: Work = { key: 'atlas', platform: 'netflix', type: 'unknown', title: 'Team Atlas' }

  test('is not searched for, and sure', async () => {
    const [result] = await enrich(simulator, [{ ...doubtful, matchedId: 'tv/1102' }])
    expect(result).toMatchObject({
      outcome: 'found',
      confidence: 1,
      facts: { ids: { tmdb: 'tv/1102' }, year: 1999, genres: ['Drama'], language: 'en' },
      detail: { matched: 'Team Atlas (tv, 1999)' },
    })
    expect(pathsAsked().filter((path) => path.includes('search'))).toEqual([])
  })

  test('may be a film, and a video of any channel', async () => {
    const video: Work = { ...doubtful, platform: 'youtube', type: 'video', creators: ['A cinema'] }
    const [result] = await enrich(simulator, [{ ...video, matchedId: 'movie/1401' }])
    expect(result).toMatchObject({ facts: { runtimeMinutes: 62, genres: ['Comedy'] } })
  })

  test('leads to the episode of that series', async () => {
    const [result] = await enrich(simulator, [{ ...episode(2), matchedId: 'tv/301' }])
    expect(result).toMatchObject({ confidence: 1, detail: { episode: 'S1 E2 Episode 2' } })
  })

  test('is not found where TMDB has none of that number', async () => {
    expect(await enrich(simulator, [{ ...doubtful, matchedId: 'tv/999999' }])).toMatchObject([
      { outcome: 'not_found' },
    ])
  })

  test.each([
    ['https://www.themoviedb.org/tv/70523-dark', 'tv/70523'],
    ['https://www.themoviedb.org/movie/603?language=de-DE', 'movie/603'],
    [' tv/70523 ', 'tv/70523'],
    ['https://www.themoviedb.org/tv/70523/season/1', 'tv/70523'],
    ['https://www.themoviedb.org/person/1', undefined],
    ['https://example.org/www.themoviedb.org/tv/1', undefined],
    ['Dark', undefined],
  ])('%s is understood as %s', (entered, id) => {
    expect(titleEnricher.match?.idOf(entered)).toBe(id)
  })
})
