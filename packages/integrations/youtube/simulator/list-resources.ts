import {
  readPageToken,
  type SimulatorReply,
  type SimulatorRequest,
  writePageToken,
} from '@tributary/provider-simulator'
import type { Library, SimulatedSubscription, SimulatedVideo } from './library.ts'
import { REFUSALS } from './youtube-error.ts'

const DEFAULT_PAGE = 5
const LARGEST_PAGE = 50

/** `GET /channels?mine=true`: without `items` for an account without a channel. */
export function listChannels({ channel }: Library): SimulatorReply {
  const items = channel && [
    {
      kind: 'youtube#channel',
      id: channel.id,
      snippet: { title: channel.title },
      contentDetails: { relatedPlaylists: { likes: 'LL', uploads: `UU${channel.id.slice(2)}` } },
    },
  ]
  return {
    body: {
      kind: 'youtube#channelListResponse',
      pageInfo: pageInfo(items?.length ?? 0),
      ...(items && { items }),
    },
  }
}

/** `GET /playlists?mine=true`: without that of likes. */
export function listPlaylists(library: Library, request: SimulatorRequest): SimulatorReply {
  if (request.query.get('mine') !== 'true') return REFUSALS.missingParameter
  if (library.channel === undefined) return REFUSALS.signupRequired
  const own = [...library.playlists].filter(([id]) => id !== 'LL')
  return pageOf(own, request, ([id, { title, videos }]) => ({
    kind: 'youtube#playlist',
    id,
    snippet: { title, publishedAt: '2020-01-01T00:00:00Z', description: '' },
    contentDetails: { itemCount: videos.length },
  }))
}

export function listSubscriptions(library: Library, request: SimulatorRequest): SimulatorReply {
  if (request.query.get('mine') !== 'true') return REFUSALS.missingParameter
  if (library.channel === undefined) return REFUSALS.signupRequired
  return pageOf(library.subscriptions, request, ({ id, channelId, title, since }: SimulatedSubscription) => ({
    kind: 'youtube#subscription',
    id,
    snippet: {
      publishedAt: since,
      title,
      description: 'About the channel',
      resourceId: { kind: 'youtube#channel', channelId },
      thumbnails: {},
    },
  }))
}

export function listPlaylistItems(library: Library, request: SimulatorRequest): SimulatorReply {
  const playlistId = request.query.get('playlistId')
  if (playlistId === null) return REFUSALS.missingParameter
  const playlist = library.channel === undefined ? undefined : library.playlists.get(playlistId)
  if (playlist === undefined) return REFUSALS.playlistNotFound
  return pageOf(playlist.videos, request, (video, position) => itemOf(video, { playlistId, position }))
}

/** A deleted or private video has a placeholder for its title, and neither an owner nor the time of its publication. */
function itemOf(
  { itemId, videoId, title, channel, addedAt, gone }: SimulatedVideo,
  place: { readonly playlistId: string; readonly position: number },
) {
  const shown = gone === undefined ? title : gone === 'deleted' ? 'Deleted video' : 'Private video'
  return {
    kind: 'youtube#playlistItem',
    etag: `etag-${itemId}-${place.position}`,
    id: itemId,
    snippet: {
      publishedAt: addedAt,
      channelId: 'UCowner',
      title: shown,
      description: gone === undefined ? 'About the video' : 'This video is unavailable.',
      thumbnails: {},
      channelTitle: 'Owner of the playlist',
      ...place,
      resourceId: { kind: 'youtube#video', videoId },
      ...(gone === undefined
        ? { videoOwnerChannelTitle: channel, videoOwnerChannelId: `UC${channel.length}` }
        : {}),
    },
  }
}

function pageOf<Item>(
  all: readonly Item[],
  { query, url, account, dataFaults }: SimulatorRequest,
  toResource: (item: Item, position: number) => unknown,
): SimulatorReply {
  const size = Math.min(Number(query.get('maxResults') ?? DEFAULT_PAGE), LARGEST_PAGE)
  const asked = `${account.id} ${url.pathname} ${query.get('playlistId') ?? ''} ${size}`
  const place = readPageToken(query.get('pageToken'), asked)
  if (place === undefined) return REFUSALS.invalidPageToken
  const { offset, detours } = place
  if (dataFaults.has('empty-page')) {
    const nextPageToken = writePageToken({ offset, detours: detours + 1 }, asked)
    return { body: { nextPageToken, pageInfo: pageInfo(all.length, size), items: [] } }
  }
  const items = all.slice(offset, offset + size).map((item, index) => toResource(item, offset + index))
  const next = offset + size
  return {
    body: {
      ...(next < all.length ? { nextPageToken: writePageToken({ offset: next, detours: 0 }, asked) } : {}),
      pageInfo: pageInfo(all.length, size),
      items: dataFaults.has('duplicates') ? items.flatMap((each) => [each, each]) : items,
    },
  }
}

function pageInfo(totalResults: number, resultsPerPage = LARGEST_PAGE) {
  return { totalResults, resultsPerPage }
}
