import {
  type HttpAnswer,
  IntegrationError,
  isIntegrationError,
  type ProviderHttp,
} from '@tributary/integration-kit'
import { localDayAt } from '@tributary/integration-kit/dates'
import { googleErrorIn, nextPageToken } from '@tributary/integration-kit/google'
import { membersOf } from '@tributary/integration-kit/values'
import { Channels, Listing, Playlists } from './api-shapes.ts'
import { NO_CHANNEL, QUOTA_ZONE, REFUSALS } from './refusals-table.ts'

export const SCOPE = 'https://www.googleapis.com/auth/youtube.readonly'

/** The most that a page has. Each costs one unit, whatever its length. */
const PAGE = { part: 'snippet', maxResults: 50 }

/** https://developers.google.com/youtube/v3/docs/channels/list */
export async function fetchChannel({ http }: { readonly http: ProviderHttp }) {
  const { items } = await http.get('/channels', { schema: Channels, query: { part: 'snippet', mine: true } })
  const [channel] = items ?? []
  if (channel === undefined) throw new IntegrationError('action_required', NO_CHANNEL)
  return { id: channel.id, name: channel.snippet.title }
}

/** https://developers.google.com/youtube/v3/docs/subscriptions/list */
export async function fetchSubscriptions(http: ProviderHttp, pageToken: string | undefined) {
  return pageOf(
    await http.get('/subscriptions', { schema: Listing, query: { ...PAGE, mine: true, pageToken } }),
  )
}

/** The videos of a playlist; `LL` is that of likes. https://developers.google.com/youtube/v3/docs/playlistItems/list */
export async function fetchItems(http: ProviderHttp, playlistId: string, pageToken: string | undefined) {
  try {
    return pageOf(
      await http.get('/playlistItems', { schema: Listing, query: { ...PAGE, playlistId, pageToken } }),
    )
  } catch (error) {
    // It was deleted meanwhile; or the account has never liked anything.
    const isGone = isIntegrationError(error) && reasonIn(membersOf(error.raw)['body']) === 'playlistNotFound'
    if (!isGone) throw error
    return { items: [] }
  }
}

/** All playlists of the account. https://developers.google.com/youtube/v3/docs/playlists/list */
export async function fetchPlaylists(http: ProviderHttp) {
  const query = { ...PAGE, mine: true }
  const pages = await Array.fromAsync(
    http.pages('/playlists', { schema: Playlists, query, next: nextPageToken('query') }),
  )
  return pages.flatMap(({ items }) => items ?? [])
}

function pageOf({ items = [], nextPageToken: next }: { items?: readonly unknown[]; nextPageToken?: string }) {
  return { items, next }
}

/**
 * The meaning of a refusal by its reason: 403 is anything from a used up quota to an account without a channel.
 *
 * @see https://developers.google.com/youtube/v3/docs/errors
 */
export function classifyRefusal({ headers, body }: HttpAnswer): IntegrationError | undefined {
  const refusal = REFUSALS[reasonIn(body)]
  if (refusal === undefined) return undefined
  const { code, message, seconds } = refusal
  const missingScopes = code === 'permission_denied' ? [SCOPE] : []
  if (code !== 'rate_limit') return new IntegrationError(code, message, { missingScopes })
  // By the clock of Google.
  const now = Math.floor((Date.parse(headers.get('date') ?? '') || Date.now()) / 1000)
  const retryAfterSeconds = seconds ?? localDayAt(now, QUOTA_ZONE).end - now
  return new IntegrationError(code, message, { retryAfterSeconds })
}

/** The older form comes second and says more: `quotaExceeded` beside `RATE_LIMIT_EXCEEDED`. */
function reasonIn(body: unknown): string {
  const reasons = googleErrorIn(body)?.reasons ?? []
  return reasons.findLast((reason) => Object.hasOwn(REFUSALS, reason)) ?? reasons.at(-1) ?? ''
}
