import { eventStream, type SyncContext } from '@tributary/integration-kit'
import { ListsCursor, readLists } from '@tributary/integration-kit/backwards'
import { localDateIn, timeZoneOf } from '@tributary/integration-kit/dates'
import type { Static } from 'typebox'
import { fetchItems, fetchPlaylists, fetchSubscriptions, SCOPE } from './api.ts'
import { PlaylistItem, Subscription } from './api-shapes.ts'
import { itemRecord, subscriptionRecord } from './mapping.ts'

type Context = SyncContext<object, Static<typeof ListsCursor>>

// Positions in a list, descriptions and pictures change.
const COMMON = { scopes: [SCOPE], cursor: ListsCursor, rawChanges: 'ignore' } as const

const LINK = { link: { label: 'Link', type: 'text' } } as const
const VIDEO = { ...LINK, channel: { label: 'Channel', type: 'text' } } as const

export const likedVideos = eventStream({
  ...COMMON,
  id: 'liked-videos',
  displayName: 'Liked videos',
  types: { like: { label: 'Like' } },
  fields: VIDEO,
  sync: (context: Context) => readLists(context, [playlistOf(context, 'like', { id: 'LL' })]),
})

export const subscriptions = eventStream({
  ...COMMON,
  id: 'subscriptions',
  displayName: 'Subscriptions',
  types: { subscription: { label: 'Subscription' } },
  fields: LINK,
  sync(context: Context) {
    const localDate = localDateIn(timeZoneOf(context.connection))
    const fetch = async (pageToken?: string) => fetchSubscriptions(context.http, pageToken)
    const toRecord = (item: Subscription) => subscriptionRecord(item, localDate)
    const what = 'A subscription'
    return readLists(context, [{ id: 'subscriptions', fetch, schema: Subscription, what, toRecord }])
  },
})

export const playlists = eventStream({
  ...COMMON,
  id: 'playlists',
  displayName: 'Playlists',
  types: { 'playlist-addition': { label: 'Added to a playlist' } },
  fields: { ...VIDEO, playlist: { label: 'Playlist', type: 'text' } },
  async *sync(context: Context) {
    const lists = await fetchPlaylists(context.http)
    yield* readLists(
      context,
      lists.map(({ id, snippet }) => playlistOf(context, 'playlist-addition', { id, title: snippet.title })),
    )
  },
})

function playlistOf(
  { http, connection }: Context,
  type: 'like' | 'playlist-addition',
  { id, title }: { readonly id: string; readonly title?: string },
) {
  const localDate = localDateIn(timeZoneOf(connection))
  return {
    id,
    fetch: async (pageToken?: string) => fetchItems(http, id, pageToken),
    schema: PlaylistItem,
    what: 'A video of a playlist',
    toRecord: (item: PlaylistItem, { before = '' }: { readonly before: string | undefined }) =>
      itemRecord(item, { type, playlist: title, localDate, before }),
  }
}
