import { expect, test } from 'vitest'
import { type CatalogueTitle, matchTitle, type TitleCatalogue, type Work } from '../../src/enrichers.ts'

const title = (id: string, name: string, about: Partial<CatalogueTitle> = {}): CatalogueTitle => ({
  id,
  kind: id.startsWith('tv') ? 'series' : 'movie',
  titles: [name],
  countries: [],
  popularity: 1,
  ...about,
})

const TITLES = [
  title('movie/1', 'Salt & Iron'),
  title('movie/2', 'Deep Hollow'),
  title('tv/3', 'Deep Hollow', { popularity: 9 }),
  title('tv/4', 'Team Atlas', { countries: ['US'], popularity: 9 }),
  title('tv/5', 'Team Atlas', { countries: ['GB'] }),
]

const catalogue: TitleCatalogue = {
  search: async () => TITLES,
  title: async (id) => TITLES.find((each) => each.id === id),
  seasons: async () => [1, 2],
  episodes: async ({ id }, season) =>
    [1, 2].map((number) => ({
      season,
      number,
      name: id === 'tv/3' && season === 2 && number === 2 ? 'The Long Tide' : `Episode ${number}`,
      runtimeMinutes: 40 + number,
    })),
}

const match = async (work: Partial<Work>) =>
  matchTitle(catalogue, { key: 'a', platform: 'netflix', type: 'unknown', title: '', ...work }, 'en-US')

test('a title is found however it is spelled', async () => {
  const found = await match({ title: 'salt and iron' })
  expect(found).toMatchObject({ title: { id: 'movie/1' }, confidence: 0.85, others: [] })
})

test('a second title that fits as well makes the first one a guess', async () => {
  const found = await match({ title: 'Deep Hollow' })
  expect(found?.confidence).toBeLessThan(0.7)
  expect(found?.others.map(({ id }) => id)).toEqual(['tv/3'])
})

test('an episode that is named proves its series, in another season as well', async () => {
  const found = await match({
    type: 'episode',
    title: 'Deep Hollow: Season 1: The Long Tide',
    seriesTitle: 'Deep Hollow',
    seasonNumber: 1,
    episodeTitle: 'The Long Tide',
  })
  expect(found).toMatchObject({
    title: { id: 'tv/3' },
    episode: { season: 2, number: 2, isNamed: true, runtimeMinutes: 42 },
  })
  expect(found?.confidence).toBeCloseTo(0.95)
})

test('a country in the title decides before popularity', async () => {
  const found = await match({ type: 'episode', title: 'Team Atlas (U.K.)', seriesTitle: 'Team Atlas (U.K.)' })
  expect(found?.title.id).toBe('tv/5')
})

test('what a person has said is not searched for', async () => {
  const found = await match({ title: 'Anything', matchedId: 'movie/2' })
  expect(found).toMatchObject({ title: { id: 'movie/2' }, confidence: 1, others: [] })
  expect(await match({ title: 'Deep Hollow', matchedId: 'movie/9' })).toBeUndefined()
})

test('a title that is not similar enough is not a match', async () => {
  expect(await match({ title: 'Baker Lane Nights' })).toBeUndefined()
})
