/** An episode: its number is its place in the list. A name may differ by language. */
export type SimulatedEpisode = string | Readonly<Record<string, string>>

/** A film, series or person in TMDB. */
export interface SimulatedTitle {
  readonly id: number
  readonly kind: 'movie' | 'tv' | 'person'
  readonly name: string
  readonly originalName?: string
  readonly year?: number
  readonly popularity?: number
  readonly countries?: readonly string[]
  readonly genres?: readonly number[]
  readonly language?: string
  readonly poster?: string
  readonly adult?: boolean
  /** Of a film, or of each episode. */
  readonly minutes?: number
  readonly seasons?: Readonly<Record<number, readonly SimulatedEpisode[]>>
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `Episode ${index + 1}`)

/** Titles that are hard to find, with others that look like them and are more popular. */
export const HARD_TITLES: readonly SimulatedTitle[] = [
  // What looks like a film with a subtitle is an episode, and there is a film of the series' name.
  {
    id: 101,
    kind: 'tv',
    name: 'Night Ferry',
    year: 2019,
    seasons: { 1: ['Casting Off', 'The Long Crossing'] },
  },
  { id: 102, kind: 'movie', name: 'Night Ferry', year: 1976, popularity: 90 },
  { id: 201, kind: 'tv', name: 'Quiz Royale', year: 1990, genres: [10764], seasons: { 1: numbered(3) } },
  {
    id: 301,
    kind: 'tv',
    name: 'Salt and Iron',
    year: 2015,
    minutes: 58,
    seasons: { 1: numbered(6), 2: numbered(6), 3: numbered(6) },
  },
  { id: 302, kind: 'tv', name: 'Salt & Ironing', year: 2021, popularity: 80, seasons: { 3: numbered(8) } },
  { id: 401, kind: 'tv', name: 'The Glass Orchard', year: 2022, seasons: { 1: ['Part One', 'Part Two'] } },
  {
    id: 501,
    kind: 'tv',
    name: 'Deep Hollow',
    year: 2016,
    genres: [18, 10765],
    seasons: { 1: numbered(8), 2: numbered(8), 3: ['Chapter One: Rain', 'Chapter Five: The Well'] },
  },
  { id: 502, kind: 'movie', name: 'Deep Hollow 3', year: 2024, popularity: 99 },
  {
    id: 601,
    kind: 'tv',
    name: 'The Clocks',
    originalName: 'Los Relojes',
    year: 2017,
    language: 'es',
    seasons: { 1: ['Irse'], 2: ['Esperar', 'Volver'] },
  },
  {
    id: 701,
    kind: 'tv',
    name: 'Winterhaus',
    year: 2020,
    language: 'de',
    seasons: {
      1: [
        { en: 'The Snow', de: 'Der Schnee' },
        { en: 'The Letter', de: 'Der Brief' },
      ],
    },
  },
  {
    id: 801,
    kind: 'tv',
    name: 'Kumo no Michi',
    year: 2011,
    language: 'ja',
    seasons: { 1: numbered(50), 2: ['The Gate', 'The Bridge Arc (1)'] },
  },
  { id: 901, kind: 'tv', name: 'Who Knows?', year: 2018, seasons: { 1: ['Why?', 'WTH?'] } },
  { id: 902, kind: 'tv', name: 'Who Knows Best', year: 2001, popularity: 70, seasons: { 1: numbered(4) } },
  { id: 1001, kind: 'tv', name: '1673', year: 2023, seasons: { 1: ['10', '11', '12'] } },
  { id: 1002, kind: 'movie', name: '1673', year: 2008, popularity: 85 },
  {
    id: 1101,
    kind: 'tv',
    name: 'Team Atlas',
    year: 2003,
    countries: ['US'],
    popularity: 95,
    seasons: { 1: ['Pilot'], 2: ['Pilot'] },
  },
  {
    id: 1102,
    kind: 'tv',
    name: 'Team Atlas',
    year: 1999,
    countries: ['GB'],
    seasons: { 1: ['Pilot'], 2: ['Pilot'] },
  },
  {
    id: 1201,
    kind: 'tv',
    name: 'Baker Lane Nights',
    year: 2012,
    seasons: { 0: ['Winter Special'], 1: numbered(6), 2: numbered(6) },
  },
  { id: 1401, kind: 'movie', name: 'Mara Dunn: Live in Leeds', year: 2021, minutes: 62, genres: [35] },
  { id: 1402, kind: 'person', name: 'Mara Dunn', popularity: 99 },
  {
    id: 1501,
    kind: 'tv',
    name: 'Planet Below',
    year: 2006,
    poster: '/planet.jpg',
    seasons: { 1: ['Caves', 'Deserts', 'Rivers: North'] },
  },
  { id: 1601, kind: 'movie', name: 'Planet Below', year: 2006, adult: true, popularity: 100 },
]
