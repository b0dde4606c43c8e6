import {
  type HttpAnswer,
  IntegrationError,
  isIntegrationError,
  type ProviderHttp,
} from '@tributary/integration-kit'
import { listOf, membersOf, numberOf, textOf } from '@tributary/integration-kit/values'
import { RecentTracks, TopTags } from './api-shapes.ts'
import { ERRORS } from './errors-table.ts'

/** Larger pages fail more often. */
const PAGE_SIZE = 200
/** Unknown user, artist or track. */
const UNKNOWN = 6

/** Seconds since 1970: `from` inclusive, `before` exclusive. */
export interface Span {
  readonly from: number | undefined
  readonly before: number
}

/** The user's name as Last.fm writes it, by the method that syncs use: another one answers for private histories too. */
export async function fetchUserName(http: ProviderHttp): Promise<string> {
  const { '@attr': page } = await fetchPage(http, { limit: 1 })
  return page.user
}

/**
 * The newest scrobbles of a span. Descriptions of Last.fm disagree on whether its bounds are inclusive: a second more is requested
 * at each end, and what is not before the end is removed. If that leaves nothing of a page, the next one is read.
 */
export async function fetchScrobbles(
  http: ProviderHttp,
  { from, before }: Span,
): Promise<readonly unknown[]> {
  for (let page = 1; ; page += 1) {
    const query = { page, limit: PAGE_SIZE, from: from === undefined ? undefined : from - 1, to: before + 1 }
    const { track, '@attr': counts } = await fetchPage(http, query)
    const finished = manyOf(track).filter((each) => !isPlaying(each))
    const scrobbles = finished.filter((each) => (secondOf(each) ?? 0) < before)
    const isLast = page >= (numberOf(counts.totalPages) ?? 1)
    if (scrobbles.length > 0 || (isLast && (finished.length > 0 || !numberOf(counts.total)))) return scrobbles
    if (finished.length === 0)
      throw new IntegrationError('upstream', 'Last.fm sent an empty page where it has scrobbles.')
  }
}

/** The second of a scrobble, also of an invalid one. */
export function secondOf(scrobble: unknown): number | undefined {
  return numberOf(membersOf(membersOf(scrobble)['date'])['uts'])
}

/** Tags of a track or an artist, the most used first; `undefined` if Last.fm does not know it. */
export async function fetchTopTags(
  http: ProviderHttp,
  query: { readonly artist: string; readonly track?: string },
): Promise<
  { readonly tags: readonly unknown[]; readonly about: Readonly<Record<string, unknown>> } | undefined
> {
  const method = query.track === undefined ? 'artist.gettoptags' : 'track.gettoptags'
  try {
    const { toptags } = await http.get('', { schema: TopTags, query: { method, autocorrect: 1, ...query } })
    return { tags: manyOf(membersOf(toptags)['tag']), about: membersOf(membersOf(toptags)['@attr']) }
  } catch (error) {
    if (isUnknown(error)) return undefined
    throw error
  }
}

/** Errors come with any status, 200 among them: the body decides. */
export function classifyAnswer({ status, body }: HttpAnswer): IntegrationError | undefined {
  if (typeof body === 'string' && status !== 429)
    return new IntegrationError('upstream', 'Last.fm sent a page in place of data.')
  const { error, message } = membersOf(body)
  const number = numberOf(error)
  if (number === undefined) return undefined
  const known = ERRORS[number]
  const said = textOf(message) ?? 'It gives no reason.'
  return new IntegrationError(
    known?.code ?? 'invalid_data',
    known?.message ?? `Last.fm refused the request (error ${number}): ${said}`,
    { raw: { error: number, message: said } },
  )
}

/** "User not found" was seen in the middle of runs of users that exist, so it counts only when repeated. */
async function fetchPage(http: ProviderHttp, query: Readonly<Record<string, number | undefined>>) {
  const content = { schema: RecentTracks, query: { method: 'user.getrecenttracks', ...query } }
  const ask = async () => (await http.get('', content)).recenttracks
  return ask().catch(async (error: unknown) => {
    if (!isUnknown(error)) throw error
    return ask().catch((again: unknown) => {
      if (!isUnknown(again)) throw again
      throw new IntegrationError('auth_expired', 'Last.fm has no user of this name. Enter it again.', {
        cause: again,
      })
    })
  })
}

function isUnknown(error: unknown): boolean {
  return isIntegrationError(error, 'invalid_data') && membersOf(error.raw)['error'] === UNKNOWN
}

/** It has no date, comes in addition to the requested number, and on any page. */
function isPlaying(track: unknown): boolean {
  return String(membersOf(membersOf(track)['@attr'])['nowplaying']) === 'true'
}

/** One entry is not in a list. */
function manyOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? listOf(value) : typeof value === 'object' && value !== null ? [value] : []
}
