import { type ActivityOptions, type SimulatedSection, simulatedActivities } from './activities.ts'

/** `en-2020` is of 2020 to 2021: other names, and times without `UTC`. */
export type TextLanguage = 'en' | 'nl' | 'en-2020'

/** A text file of an export, generated while it is read. */
export interface TextFile {
  /** With its folders in the ZIP file. */
  readonly name: string
  chunks(): Generator<Uint8Array>
}

interface Words {
  readonly files: Readonly<Record<SimulatedSection, string>>
  readonly others: readonly string[]
  readonly date: string
  readonly link: string
  readonly words: string
  readonly zone: string
  /** The sentence of a file without data. */
  readonly empty: string
}

const LANGUAGES: Readonly<Record<TextLanguage, Words>> = {
  en: {
    files: {
      view: 'TikTok/Your Activity/Watch History.txt',
      like: 'TikTok/Likes and Favorites/Like List.txt',
      favorite: 'TikTok/Likes and Favorites/Favorite Videos.txt',
      search: 'TikTok/Your Activity/Searches.txt',
    },
    others: ['TikTok/Comment/Comments.txt', 'TikTok/Your Activity/Hashtag.txt'],
    date: 'Date',
    link: 'Link',
    words: 'Search Term',
    zone: ' UTC',
    empty: 'You have no data in this section',
  },
  nl: {
    files: {
      view: 'TikTok/Je activiteit/Kijkgeschiedenis.txt',
      like: 'TikTok/Likes en favorieten/Likelijst.txt',
      favorite: "TikTok/Likes en favorieten/Favoriete video's.txt",
      search: 'TikTok/Je activiteit/Zoekopdrachten.txt',
    },
    others: ['TikTok/Reacties/Reacties.txt'],
    date: 'Datum',
    link: 'Link',
    words: 'Zoekterm',
    zone: ' UTC',
    empty: 'Er staan geen gegevens in dit gedeelte',
  },
  'en-2020': {
    files: {
      view: 'Activity/Video Browsing History.txt',
      like: 'Activity/Like List.txt',
      favorite: 'Activity/Favorite Videos.txt',
      search: 'Activity/Search History.txt',
    },
    others: ['Videos/Videos.txt'],
    date: 'Date',
    link: 'Video Link',
    words: 'Search Term',
    zone: '',
    empty: '',
  },
}

/** The text files of an export: one for each section, and others. */
export function textFiles(options: ActivityOptions, language: TextLanguage = 'en'): readonly TextFile[] {
  const words = LANGUAGES[language]
  const sections = Object.entries(words.files) as [SimulatedSection, string][]
  return [
    ...sections.map(([section, name]) => ({ name, chunks: () => textChunks(section, options, words) })),
    ...words.others.map((name) => ({ name, chunks: () => sentence(words) })),
  ]
}

function* textChunks(
  section: SimulatedSection,
  options: ActivityOptions,
  words: Words,
): Generator<Uint8Array> {
  if (options.counts[section] === 0) yield* sentence(words)
  let text = ''
  for (const activity of simulatedActivities(section, options)) {
    text += `${words.date}: ${activity.time}${words.zone}\n`
    text +=
      section === 'search'
        ? `${words.words}: ${activity.words}\n\n`
        : `${words.link}: https://www.tiktokv.com/share/video/${activity.videoId}/\n\n`
    if (text.length < 65_536) continue
    yield Buffer.from(text)
    text = ''
  }
  yield Buffer.from(text)
}

function* sentence({ empty }: Words): Generator<Uint8Array> {
  yield Buffer.from(`${empty}\n`)
}
