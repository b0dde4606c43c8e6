import { withinPhrase } from '@tributary/integration-kit/files'
import { defined, listOf, membersOf, textOf } from '@tributary/integration-kit/values'
import { MY_ACTIVITY, PAGES, REMOVED, WATCHED } from './takeout-table.ts'

type Entry = Readonly<Record<string, unknown>>

/** What a row of a history tells. */
export type Activity =
  | {
      readonly kind: 'watch'
      /** YouTube TV is `unknown`: a film, an episode or a programme. */
      readonly type: 'video' | 'track' | 'unknown'
      readonly title: string
      readonly channel?: string
      readonly videoId?: string
    }
  | { readonly kind: 'search'; readonly query: string }

/** Whether an entry is one of YouTube's histories. Files of 2017 and before have other members. */
export function isYouTubeEntry(entry: Entry): boolean {
  const isOld = textOf(membersOf(entry['snippet'])['title']) !== undefined
  return isOld || (/youtube/i.test(textOf(entry['header']) ?? '') && ('time' in entry || 'written' in entry))
}

/** `undefined` for an ad, a post, a survey and a visited page. The name of the file tells that it is not the history but My Activity. */
export function readActivity(entry: Entry, file: string): Activity | string | undefined {
  if ('snippet' in entry)
    return 'This export of 2017 or before does not tell when it was watched. Request a new one.'
  const title = textOf(entry['title'])?.replaceAll('\u00a0', ' ')
  if (title === undefined) return 'It has no title.'
  const channel = textOf(membersOf(listOf(entry['subtitles'])[0])['name'])
  if (isAd(entry, channel)) return undefined
  const url = textOf(entry['titleUrl']) ?? ''
  const { query, videoId } = readLink(url)
  if (query) return { kind: 'search', query }
  const told = withinPhrase(title, WATCHED)
  const isWatched = videoId !== undefined && (told !== undefined || !MY_ACTIVITY.test(file))
  if (!isWatched && !(url === '' && title === REMOVED)) return undefined
  const text = url === '' ? title : (textOf(entry['linkText']) ?? told ?? title)
  return defined({
    kind: 'watch' as const,
    type: typeOf(entry, channel),
    title: text,
    channel,
    videoId: videoId || undefined,
  })
}

/** The video or the words of a search; neither for posts, playlists and pages elsewhere. */
function readLink(url: string) {
  const { hostname = '', pathname = '', searchParams } = URL.parse(url) ?? {}
  const page = hostname + pathname
  if (PAGES.watch.test(page)) return { videoId: searchParams?.get('v') ?? '' }
  if (PAGES.results.test(page)) return { query: searchParams?.get('search_query') }
  return { videoId: PAGES.video.exec(page)?.[1] }
}

/** `products` names YouTube for its Music, too. */
function typeOf(entry: Entry, channel = '') {
  const header = textOf(entry['header']) ?? ''
  if (/tv/i.test(header)) return 'unknown'
  const host = /\/\/music\./.test(textOf(entry['titleUrl']) ?? '')
  return host || /music/i.test(header) || channel.endsWith(' - Topic') ? 'track' : 'video'
}

/** In every language the details name Google, or else the settings are not those of YouTube, and there is no channel. */
function isAd({ details, activityControls }: Entry, channel: string | undefined): boolean {
  const isNamed = listOf(details).some((each) => /google/i.test(textOf(membersOf(each)['name']) ?? ''))
  const settings = listOf(activityControls).flatMap((each) => textOf(each) ?? [])
  const isElsewhere = settings.length > 0 && !settings.join().includes('YouTube')
  return isNamed || (isElsewhere && channel === undefined)
}
