import type { SimulatorReply, SimulatorRequest } from '@tributary/provider-simulator'
import { refusal } from './lastfm-profile.ts'
import { playingTrack, type SimulatedScrobble } from './simulated-scrobbles.ts'

/** What `user.getRecentTracks` depends on besides the request. */
export interface RecentTracksCase {
  readonly user: string
  readonly scrobbles: readonly SimulatedScrobble[]
  readonly isPlaying: boolean
  /** The largest page. */
  readonly most: number
  /** Whether `to` includes its second. */
  readonly isToInclusive: boolean
}

const secondOf = ({ date }: SimulatedScrobble) => Number(date.uts)
/** How many scrobbles after `to` come with the fault `duplicates`, as if `to` were not taken exactly. */
const SURPLUS = 3

/** Newest first; one entry is a bare object, without any the list is missing; what is playing is on top of the limit. */
export function answerRecentTracks(
  { user, scrobbles, isPlaying, most, isToInclusive }: RecentTracksCase,
  { query, dataFaults }: SimulatorRequest,
): SimulatorReply {
  const numbers: Record<string, number | undefined> = {}
  for (const name of ['limit', 'page', 'from', 'to']) {
    const value = query.get(name)
    if (value !== null && !/^\d+$/.test(value))
      return refusal(6, { status: 400, message: 'Invalid parameters' })
    numbers[name] = value === null ? undefined : Number(value)
  }
  const { limit = 50, page: asked = 1, from = 0, to = Number.POSITIVE_INFINITY } = numbers
  const size = Math.max(1, Math.min(limit, most))
  // Page 0 is page 1.
  const page = Math.max(1, asked)
  const sorted = scrobbles.toSorted((one, other) => secondOf(other) - secondOf(one))
  const isBefore = (each: SimulatedScrobble) =>
    secondOf(each) < to || (isToInclusive && secondOf(each) === to)
  const first = sorted.findIndex(isBefore)
  const begin = dataFaults.has('duplicates') && first > 0 ? Math.max(0, first - SURPLUS) : first
  const found = (first === -1 ? [] : sorted.slice(begin)).filter((each) => secondOf(each) >= from)
  const rows = dataFaults.has('empty-page') ? [] : found.slice((page - 1) * size, page * size)
  const tracks: readonly unknown[] = isPlaying ? [playingTrack(), ...rows] : rows
  const counts = {
    user,
    page: String(page),
    perPage: String(size),
    total: String(found.length),
    totalPages: String(Math.ceil(found.length / size)),
  }
  const track = tracks.length === 1 ? tracks[0] : tracks
  return { body: { recenttracks: { ...(tracks.length > 0 && { track }), '@attr': counts } } }
}
