import { MEDIA_TYPES, type MediaType } from '../../components/media-types.ts'
import { isLocalDate } from '../../i18n/local-dates.ts'

/** The filters that the address holds: for the timeline and the statistics alike. */
export interface LibrarySearch {
  readonly integration?: string
  readonly type?: MediaType
  readonly from?: string
  readonly to?: string
  readonly text?: string
  readonly genre?: string
  readonly tag?: string
  readonly topic?: string
  readonly year?: number
}

const LONGEST_TEXT = 200

/** What is not understood in an address is left out. */
export function readLibrarySearch(search: Record<string, unknown>): LibrarySearch {
  const { integration, type, from, to } = search
  // The router reads `text=1984` as a number.
  const text = typeof search['text'] === 'number' ? String(search['text']) : search['text']
  const known = MEDIA_TYPES.find((each) => each === type)
  const isReversed = isLocalDate(from) && isLocalDate(to) && from > to
  return {
    ...(typeof integration === 'string' && integration !== '' ? { integration } : {}),
    ...(known === undefined ? {} : { type: known }),
    ...(isLocalDate(from) && !isReversed ? { from } : {}),
    ...(isLocalDate(to) && !isReversed ? { to } : {}),
    ...facetsIn(search),
    ...(typeof text === 'string' && text.trim() !== '' ? { text: text.trim().slice(0, LONGEST_TEXT) } : {}),
  }
}

const FACETS = ['genre', 'tag', 'topic'] as const

/** The router reads `tag=1984` as a number. */
function facetsIn(search: Record<string, unknown>): Pick<LibrarySearch, 'genre' | 'tag' | 'topic' | 'year'> {
  const words = FACETS.flatMap((name) => {
    const value = search[name]
    const word = typeof value === 'number' ? String(value) : value
    return typeof word === 'string' && word.trim() !== '' ? [[name, word.trim().slice(0, LONGEST_TEXT)]] : []
  })
  const year = Number(search['year'])
  return {
    ...(Object.fromEntries(words) as Pick<LibrarySearch, 'genre' | 'tag' | 'topic'>),
    ...(Number.isInteger(year) && year >= 1000 && year <= 3000 ? { year } : {}),
  }
}

/** Whether anything is filtered. */
export function hasFilters(search: LibrarySearch): boolean {
  return Object.keys(search).length > 0
}
