import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ParsedTitle, parseTitle } from '../../src/titles/parse-title.ts'

const episodes: [title: string, parsed: Omit<ParsedTitle, 'type'>][] = [
  [
    'Example Show: Season 2: Part 1: Colons, and commas',
    {
      seriesTitle: 'Example Show',
      seasonTitle: 'Season 2',
      seasonNumber: 2,
      episodeTitle: 'Part 1: Colons, and commas',
    },
  ],
  [
    'Limited Thing: Limited Series: Episode 1',
    {
      seriesTitle: 'Limited Thing',
      seasonTitle: 'Limited Series',
      episodeTitle: 'Episode 1',
      episodeNumber: 1,
    },
  ],
  [
    'Stranger Things: Stranger Things 4: Chapter Nine: The Piggyback',
    {
      seriesTitle: 'Stranger Things',
      seasonTitle: 'Stranger Things 4',
      seasonNumber: 4,
      episodeTitle: 'Chapter Nine: The Piggyback',
    },
  ],
  [
    'Haus des Geldes: Teil 5: Das Ende des Weges',
    {
      seriesTitle: 'Haus des Geldes',
      seasonTitle: 'Teil 5',
      seasonNumber: 5,
      episodeTitle: 'Das Ende des Weges',
    },
  ],
  [' : Episode 10', { episodeTitle: 'Episode 10', episodeNumber: 10 }],
  [
    'Example Show: Season 2: Pilot (Episode 1)',
    {
      seriesTitle: 'Example Show',
      seasonTitle: 'Season 2',
      seasonNumber: 2,
      episodeTitle: 'Pilot',
      episodeNumber: 1,
    },
  ],
  [
    'Star Trek: Discovery: Season 2: Brother',
    {
      seriesTitle: 'Star Trek: Discovery',
      seasonTitle: 'Season 2',
      seasonNumber: 2,
      episodeTitle: 'Brother',
    },
  ],
  [
    'Dark: Staffel 2 – Teil B: Folge 3',
    {
      seriesTitle: 'Dark',
      seasonTitle: 'Staffel 2 – Teil B',
      seasonNumber: 2,
      episodeTitle: 'Folge 3',
      episodeNumber: 3,
    },
  ],
  [
    'Lupin : Saison 2 : Chapitre 6',
    { seriesTitle: 'Lupin', seasonTitle: 'Saison 2', seasonNumber: 2, episodeTitle: 'Chapitre 6' },
  ],
  ['Show: Season 3', { seriesTitle: 'Show', seasonTitle: 'Season 3', seasonNumber: 3 }],
  ['Show: Season 3: ', { seriesTitle: 'Show', seasonTitle: 'Season 3', seasonNumber: 3 }],
  ['Show: Episode 3', { seriesTitle: 'Show', episodeTitle: 'Episode 3', episodeNumber: 3 }],
  ['Show: Pilot (Folge 4)', { seriesTitle: 'Show', episodeTitle: 'Pilot', episodeNumber: 4 }],
  ['Star Trek: Discovery: Episode 3', { episodeNumber: 3 }],
  [
    '進撃の巨人：シーズン4：第5話',
    {
      seriesTitle: '進撃の巨人',
      seasonTitle: 'シーズン4',
      seasonNumber: 4,
      episodeTitle: '第5話',
      episodeNumber: 5,
    },
  ],
]

test.each(episodes)('%s', (title, parsed) => {
  expect(parseTitle(title)).toEqual({ type: 'episode', ...parsed })
})

test.each([
  'Season 2',
  'Series 2',
  'Staffel 2',
  'Temporada 2',
  'Saison 2',
  'Stagione 2',
  'Seizoen 2',
  'Säsong 2',
  'Sæson 2',
  'Sesong 2',
  'Sezon 2',
  '2. Sezon',
  '2ª temporada',
  'Kausi 2',
  'Сезон 2',
  '2. évad',
  '시즌 2',
  '第 2 季',
  'Part 2',
  'Volume 2',
  'Book 2',
  'Collection 2',
  'Parte 2',
  'Partie 2',
  'Deel 2',
])('%s is a season', (season) => {
  expect(parseTitle(`Show: ${season}: Name`)).toEqual({
    type: 'episode',
    seriesTitle: 'Show',
    seasonTitle: season,
    seasonNumber: 2,
    episodeTitle: 'Name',
  })
})

test.each([
  'Spider-Man: Far from Home',
  'Dune: Part Two',
  'Kill Bill: Volume 2',
  'John Wick: Chapter 3: Parabellum',
  'The Lord of the Rings: The Two Towers: Extended',
  'Mission: Impossible: Fallout',
  'Season of the Witch',
  'Show: Seasons of Love: Name',
  'Series 7: The Contenders',
  'Re:Zero 12:30',
  'Stranger Things: Stranger Things 4',
  '',
  ': ',
])('%s is not split', (title) => {
  expect(parseTitle(title)).toEqual({ type: 'unknown' })
})

test('a title longer than any is not split', () => {
  expect(parseTitle(`Show: Season 1: ${'x: '.repeat(20_000)}`)).toEqual({ type: 'unknown' })
})

test('for any title, the parsed parts occur in it', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('Season 2', 'Part 1', 'Episode 3', 'Limited Series', ' '),
  )
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const title = pieces.join(': ')
      const { seriesTitle = '', seasonTitle = '', episodeTitle = '' } = parseTitle(title)
      for (const part of [seriesTitle, seasonTitle, episodeTitle]) expect(title).toContain(part)
    }),
  )
})
