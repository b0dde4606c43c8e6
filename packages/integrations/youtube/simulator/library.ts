import { randomNumbers } from '@tributary/provider-simulator'

/** An entry of a playlist. */
export interface SimulatedVideo {
  readonly itemId: string
  readonly videoId: string
  readonly title: string
  readonly channel: string
  /** RFC 3339: when it was added. */
  readonly addedAt: string
  /** The video itself is no longer there for others. */
  readonly gone?: 'deleted' | 'private'
}

export interface SimulatedSubscription {
  readonly id: string
  readonly channelId: string
  readonly title: string
  readonly since: string
}

/** What a person has at YouTube. `LL` is the playlist of likes, which is not among their playlists. */
export interface Library {
  /** Absent: the account has no channel. */
  channel: { readonly id: string; readonly title: string } | undefined
  readonly playlists: Map<string, { readonly title: string; readonly videos: SimulatedVideo[] }>
  readonly subscriptions: SimulatedSubscription[]
}

const TITLES = ['Bread and Salt', 'A Lock, Opened', 'Café Tour', 'Tide', 'The Long Garden', 'Quiet Song']
const CHANNELS = ['Sample Kitchen', 'Beispielküche', 'Tools & Co', 'Example Band']
const DAY = 24 * 60 * 60 * 1000

/** A made-up library: the newest entries first, as YouTube lists them; every twentieth video is gone. */
export function makeUpLibrary(id: string, { now, likes = 120 }: { now: number; likes?: number }): Library {
  const random = randomNumbers(Buffer.from(id).reduce((sum, byte) => sum + byte, 7))
  // From midnight, so that a library made up twice in a day is the same.
  const today = Math.floor(now / DAY) * DAY
  const videosOf = (playlist: string, count: number): SimulatedVideo[] =>
    Array.from({ length: count }, (_, index) => {
      const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? ''
      return {
        itemId: `${playlist}-${id}-${count - index}`,
        videoId: `SIM${String(Math.floor(random() * 1e8)).padStart(8, '0')}`,
        title: `${pick(TITLES)} ${Math.floor(random() * 90) + 1}`,
        channel: pick(CHANNELS),
        addedAt: new Date(today - (index + 1) * 2.5 * DAY).toISOString().replace('.000Z', 'Z'),
        ...(index % 20 === 19
          ? { gone: index % 40 === 19 ? ('deleted' as const) : ('private' as const) }
          : {}),
      }
    })
  return {
    channel: { id: `UC${id}`, title: `Channel of ${id}` },
    playlists: new Map([
      ['LL', { title: 'Liked videos', videos: videosOf('LL', likes) }],
      [`PL${id}cooking`, { title: 'Cooking', videos: videosOf('cooking', 60) }],
      [`PL${id}empty`, { title: 'For later', videos: [] }],
      [`PL${id}music`, { title: 'Music', videos: videosOf('music', 12) }],
    ]),
    subscriptions: CHANNELS.map((title, index) => ({
      id: `sub-${id}-${index}`,
      channelId: `UCsim${index}`,
      title,
      since: new Date(today - (index + 1) * 40 * DAY).toISOString(),
    })),
  }
}
