/** The invented tracks, episodes and books. */
export interface SimulatedTrack {
  readonly kind: 'track'
  readonly uri: string
  readonly name: string
  /** The first is the one in files. */
  readonly artists: readonly string[]
  readonly album: string
  readonly milliseconds: number
}

export interface SimulatedEpisode {
  readonly kind: 'episode'
  readonly uri: string
  readonly name: string
  readonly show: string
  readonly milliseconds: number
}

export interface SimulatedChapter {
  readonly kind: 'chapter'
  readonly uri: string
  readonly bookUri: string
  readonly name: string
  readonly book: string
  readonly author: string
  readonly milliseconds: number
}

export type Playable = SimulatedTrack | SimulatedEpisode | SimulatedChapter

const ARTISTS = [
  'The Paper Kites of Mars',
  'Ólafur Ember',
  'Nachtlicht',
  '千の葉',
  'Los Faroles',
  'Dune & Daughter',
  'Quiet Riot Act',
  'Ballad"Machine"',
]
const WORDS = [
  'Harbour',
  'Static',
  'Ember',
  'Winter Light',
  'Ferry',
  'Second Sleep',
  'Glass',
  'Río',
  'Über den Dächern',
  'Echo',
]
const SHOWS = ['History in Small Pieces', 'Der Morgen danach', 'Two Engineers']
const BOOKS = [
  { book: 'The Lighthouse Ledger', author: 'Marit Fyr' },
  { book: 'A Field Guide to Fog', author: 'Ola Tåke' },
]

/** An id of 22 characters, like Spotify's. */
export function simulatedId(kind: string, number: number): string {
  const text = `SIM${kind}`
  return text + String(number).padStart(22 - text.length, '0')
}

const TRACKS: readonly SimulatedTrack[] = ARTISTS.flatMap((artist, artistIndex) =>
  WORDS.map((word, wordIndex) => {
    const number = artistIndex * WORDS.length + wordIndex
    const guest = ARTISTS[(artistIndex + 1) % ARTISTS.length] ?? ''
    return {
      kind: 'track' as const,
      uri: `spotify:track:${simulatedId('track', number)}`,
      name: wordIndex % 5 === 4 ? `${word} (feat. ${guest})` : word,
      artists: wordIndex % 5 === 4 ? [artist, guest] : [artist],
      album: `${artist}, Vol. ${Math.floor(wordIndex / 5) + 1}`,
      milliseconds: 120_000 + ((number * 7919) % 240_000),
    }
  }),
)

const EPISODES: readonly SimulatedEpisode[] = SHOWS.flatMap((show, showIndex) =>
  Array.from({ length: 20 }, (_, index) => ({
    kind: 'episode' as const,
    uri: `spotify:episode:${simulatedId('episode', showIndex * 20 + index)}`,
    name: `#${index + 1}`,
    show,
    milliseconds: 1_500_000 + ((index * 104_729) % 1_800_000),
  })),
)

const CHAPTERS: readonly SimulatedChapter[] = BOOKS.flatMap(({ book, author }, bookIndex) =>
  Array.from({ length: 12 }, (_, index) => ({
    kind: 'chapter' as const,
    uri: `spotify:chapter:${simulatedId('chapter', bookIndex * 12 + index)}`,
    bookUri: `spotify:show:${simulatedId('book', bookIndex)}`,
    name: `Chapter ${index + 1}`,
    book,
    author,
    milliseconds: 1_200_000,
  })),
)

export const CATALOGUE = { tracks: TRACKS, episodes: EPISODES, chapters: CHAPTERS } as const
