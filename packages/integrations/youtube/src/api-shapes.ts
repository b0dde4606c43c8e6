import { type Static, Type } from 'typebox'

/** A response with a list. Its items are validated one by one. An empty list may be absent. */
export const Listing = Type.Object({
  items: Type.Optional(Type.Array(Type.Unknown())),
  nextPageToken: Type.Optional(Type.String()),
})

/** The channel of the account; without `items` for an account that has none. */
export const Channels = Type.Object({
  items: Type.Optional(
    Type.Array(
      Type.Object({
        id: Type.String({ minLength: 1 }),
        snippet: Type.Object({ title: Type.String() }),
      }),
    ),
  ),
})

const Title = Type.String({ minLength: 1 })
/** When it was added to the list, and not when the video was published. */
const AddedAt = Type.String({ format: 'date-time' })

/** A video in a playlist. One that was deleted or made private has neither an owner nor its title. */
export const PlaylistItem = Type.Object({
  id: Title,
  snippet: Type.Object({
    publishedAt: AddedAt,
    title: Title,
    videoOwnerChannelTitle: Type.Optional(Type.String()),
    resourceId: Type.Object({ videoId: Title }),
  }),
})
export type PlaylistItem = Static<typeof PlaylistItem>

export const Subscription = Type.Object({
  id: Title,
  snippet: Type.Object({
    publishedAt: AddedAt,
    title: Title,
    resourceId: Type.Object({ channelId: Title }),
  }),
})
export type Subscription = Static<typeof Subscription>

export const Playlists = Type.Object({
  items: Type.Optional(Type.Array(Type.Object({ id: Title, snippet: Type.Object({ title: Title }) }))),
  nextPageToken: Type.Optional(Type.String()),
})
