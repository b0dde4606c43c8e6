import {
  type ActivityOptions,
  type SimulatedActivity,
  type SimulatedSection,
  simulatedActivities,
} from './activities.ts'

/** `current`: of 2026; `moved`: of 2024 and 2025, before likes got a root of their own; `older`: until 2024. */
export type Spelling = 'current' | 'moved' | 'older'

export interface JsonExportOptions extends ActivityOptions {
  /** Default: `current`. */
  readonly spelling?: Spelling
}

type Write = (activity: SimulatedActivity, titles: boolean) => object

const linkOf = (videoId: string) => `https://www.tiktokv.com/share/video/${videoId}/`

const WRITERS: Readonly<Record<Spelling, Readonly<Record<SimulatedSection, Write>>>> = {
  current: {
    view: ({ time, videoId, title }, titles) => ({
      Date: time,
      Link: linkOf(videoId),
      ...(titles && { Title: title }),
    }),
    like: ({ time, videoId }) => ({ date: time, link: linkOf(videoId) }),
    favorite: ({ time, videoId }) => ({ Date: time, Link: linkOf(videoId) }),
    search: ({ time, words }) => ({ Date: time, SearchTerm: words }),
  },
  moved: {
    view: ({ time, videoId }) => ({ Date: time, Link: linkOf(videoId) }),
    like: ({ time, videoId }) => ({ date: time, link: linkOf(videoId) }),
    favorite: ({ time, videoId }) => ({ Date: time, Link: linkOf(videoId) }),
    search: ({ time, words }) => ({ Date: time, SearchTerm: words }),
  },
  older: {
    view: ({ time, videoId }) => ({ Date: time, VideoLink: linkOf(videoId) }),
    like: ({ time, videoId }) => ({ Date: time, VideoLink: linkOf(videoId) }),
    favorite: ({ time, videoId }) => ({ Date: time, Link: linkOf(videoId) }),
    search: ({ time, words }) => ({ Date: time, SearchTerm: words }),
  },
}

/** A root of the file: its name, and its sections, each with its list if it is a simulated one and else as it is. */
type Root = readonly [
  name: string,
  sections: Readonly<Record<string, readonly [SimulatedSection, string] | object | null>>,
]

const likes = {
  'Like List': ['like', 'ItemFavoriteList'],
  'Favorite Videos': ['favorite', 'FavoriteVideoList'],
} as const

const ROOTS: Readonly<Record<Spelling, readonly Root[]>> = {
  current: [
    [
      'Comment',
      {
        Comments: {
          App: 1,
          CommentsList: [{ date: '2026-10-01 10:01:00 UTC', comment: 'nice', photo: 'N/A' }],
        },
      },
    ],
    ['Direct Message', { 'Direct Messages': { ChatHistory: {} } }],
    ['Income+ Wallet', { 'Transaction History': { TransactionsList: null } }],
    ['Likes and Favorites', { Collection: {}, ...likes, 'Favorite Hashtags': { FavoriteHashtagList: [] } }],
    [
      'Post',
      {
        Posts: {
          VideoList: [{ Date: '2026-01-01 00:00:00', Link: linkOf('7300000000000000001'), Likes: '3' }],
        },
      },
    ],
    ['Profile And Settings', { 'Off TikTok Activity': { OffTikTokActivityDataList: null } }],
    ['TikTok Live', { 'Watch Live History': { WatchLiveMap: { '-1': { WatchTime: '', Link: '' } } } }],
    [
      'Your Activity',
      {
        'Login History': { LoginHistoryList: [{ Date: '2026-10-01 09:00:00', IP: '203.0.113.7' }] },
        'Off TikTok Activity': { OffTikTokActivityDataList: null },
        Searches: ['search', 'SearchList'],
        'Share History': { ShareHistoryList: null },
        'Watch History': ['view', 'VideoList'],
      },
    ],
  ],
  moved: [
    ['Comment', { Comments: { CommentsList: null } }],
    ['Post', { Posts: { VideoList: null } }],
    [
      'Your Activity',
      { ...likes, Searches: ['search', 'SearchList'], 'Watch History': ['view', 'VideoList'] },
    ],
  ],
  older: [
    [
      'Activity',
      {
        'Favorite Effects': { FavoriteEffectsList: [] },
        ...likes,
        'Search History': ['search', 'SearchList'],
        'Video Browsing History': ['view', 'VideoList'],
      },
    ],
    ['Ads and data', {}],
    ['Video', { Videos: { VideoList: [] } }],
  ],
}

/**
 * A user_data_tiktok.json of any size, as a stream of bytes.
 *
 * @example
 * for await (const chunk of generateJsonExport({ counts: { view: 1_000_000, like: 0, favorite: 0, search: 0 } })) hash.update(chunk)
 */
export async function* generateJsonExport(options: JsonExportOptions): AsyncGenerator<Uint8Array> {
  let text = ''
  for (const piece of jsonPieces(options)) {
    text += piece
    if (text.length < 65_536) continue
    yield Buffer.from(text)
    text = ''
  }
  yield Buffer.from(text)
}

function* jsonPieces({ spelling = 'current', ...options }: JsonExportOptions): Generator<string> {
  yield '{'
  for (const [index, [root, sections]] of ROOTS[spelling].entries()) {
    yield `${index === 0 ? '' : ','}\n "${root}": {`
    for (const [number, [name, content]] of Object.entries(sections).entries()) {
      yield `${number === 0 ? '' : ','}\n  "${name}": `
      yield* Array.isArray(content)
        ? listPieces(spelling, content as [SimulatedSection, string], options)
        : [JSON.stringify(content)]
    }
    yield '\n }'
  }
  yield '\n}\n'
}

function* listPieces(
  spelling: Spelling,
  [section, list]: [SimulatedSection, string],
  options: ActivityOptions,
): Generator<string> {
  const write = WRITERS[spelling][section]
  yield `{"App": 1, "${list}": [`
  let separator = '\n   '
  for (const activity of simulatedActivities(section, options)) {
    yield separator + JSON.stringify(write(activity, options.titles === true))
    separator = ',\n   '
  }
  yield ']}'
}
