import { listOf, membersOf, textOf } from '@tributary/integration-kit/values'
import { MY_ACTIVITY_FILES, REMOVED, WATCHED_AFTER, WATCHED_BEFORE } from './locales/verbs.ts'

type Entry = Readonly<Record<string, unknown>>

/** What a row of a history tells. */
export type Activity =
  | {
      readonly kind: 'watch'
      readonly title: string
      readonly videoId: string | undefined
      readonly product: Product
    }
  | { readonly kind: 'search'; readonly query: string }
  /** An ad, a post, a survey, a visited page. */
  | { readonly kind: 'other' }
  | { readonly kind: 'unusable'; readonly reason: string }

export type Product = 'video' | 'music' | 'tv'

const OTHER = { kind: 'other' } as const

/** Whether an entry is one of YouTube's histories. Files of 2017 and before have other members. */
export function isYouTubeEntry(entry: Entry): boolean {
  const isOld = textOf(membersOf(entry['snippet'])['title']) !== undefined
  return isOld || (/youtube/i.test(textOf(entry['header']) ?? '') && ('time' in entry || 'written' in entry))
}

/** @param file the name of the file, which tells that it is not the history but My Activity */
export function readActivity(entry: Entry, file: string): Activity {
  if ('snippet' in entry)
    return {
      kind: 'unusable',
      reason: 'This export of 2017 or before does not tell when it was watched. Request a new one.',
    }
  const title = textOf(entry['title'])?.replaceAll('\u00a0', ' ')
  if (title === undefined) return { kind: 'unusable', reason: 'It has no title.' }
  if (isAd(entry)) return OTHER
  const link = linkOf(textOf(entry['titleUrl']))
  if (link === undefined)
    return REMOVED.some((each) => each === title) ? watchOf(entry, title, undefined) : OTHER
  if ('query' in link) return { kind: 'search', query: link.query }
  if (!('videoId' in link)) return OTHER
  if (MY_ACTIVITY.test(file) && withoutVerb(title) === undefined) return OTHER
  return watchOf(entry, textOf(entry['linkText']) ?? withoutVerb(title) ?? title, link.videoId || undefined)
}

const MY_ACTIVITY = new RegExp(`^(?:${MY_ACTIVITY_FILES.join('|')})(?!\\p{L})`, 'iu')

function watchOf(entry: Entry, title: string, videoId: string | undefined): Activity {
  return { kind: 'watch', title, videoId, product: productOf(entry) }
}

/** `products` names YouTube for its Music, too. */
function productOf(entry: Entry): Product {
  const header = textOf(entry['header']) ?? ''
  if (/tv/i.test(header)) return 'tv'
  const isTopic = channelOf(entry)?.endsWith(' - Topic')
  return /music/i.test(header) || /\/\/music\./.test(textOf(entry['titleUrl']) ?? '') || isTopic
    ? 'music'
    : 'video'
}

export function channelOf(entry: Entry): string | undefined {
  return textOf(membersOf(listOf(entry['subtitles'])[0])['name'])
}

/** In every language the details name Google, or else the settings are not those of YouTube, and there is no channel. */
function isAd(entry: Entry): boolean {
  if (listOf(entry['details']).some((each) => /google/i.test(textOf(membersOf(each)['name']) ?? '')))
    return true
  const controls = listOf(entry['activityControls']).flatMap((each) => textOf(each) ?? [])
  return controls.length > 0 && !controls.join().includes('YouTube') && channelOf(entry) === undefined
}

/** The video or the search of a link; neither for posts, playlists and pages elsewhere. */
function linkOf(
  url = '',
): { readonly videoId: string } | { readonly query: string } | { readonly page: true } | undefined {
  if (url === '') return undefined
  const { hostname, pathname, searchParams } = URL.parse(url) ?? {}
  if (hostname === 'youtu.be') return { videoId: pathname?.slice(1) ?? '' }
  if (searchParams === undefined || !/(?:^|\.)youtube\.com$/.test(hostname ?? '')) return { page: true }
  if (pathname === '/watch') return { videoId: searchParams.get('v') ?? '' }
  const short = /^\/(?:shorts|live)\/([^/]+)/.exec(pathname ?? '')?.[1]
  if (short !== undefined) return { videoId: short }
  const query = pathname === '/results' ? searchParams.get('search_query') : null
  return query === null || query === '' ? { page: true } : { query }
}

/** The title without the verb of a known language. */
function withoutVerb(title: string): string | undefined {
  const before = WATCHED_BEFORE.find((verb) => title.startsWith(verb))
  if (before !== undefined) return title.slice(before.length)
  const after = WATCHED_AFTER.find((verb) => title.endsWith(verb))
  return after === undefined ? undefined : title.slice(0, -after.length)
}
