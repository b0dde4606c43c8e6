import {
  createProviderSimulator,
  type ProviderSimulator,
  type ProviderSimulatorOptions,
  type SimulatorAccount,
  type SimulatorReply,
  type SimulatorRequest,
} from '@tributary/provider-simulator'
import { API_KEY, API_URL, lastFmProfile, refusal } from './lastfm-profile.ts'
import { answerRecentTracks } from './recent-tracks.ts'
import { generateScrobbles, type SimulatedScrobble, simulatedScrobble } from './simulated-scrobbles.ts'
import { answerTopTags, DEFAULT_TAGS, type SimulatedTags } from './top-tags.ts'

/** A user; the id is the user name. */
export interface LastFmAccount extends SimulatorAccount {
  /** All given at once. Default: 30 days of scrobbles, and a week ahead that comes as the clock goes. */
  readonly scrobbles?: readonly SimulatedScrobble[]
  /** Hides recent listening. */
  readonly isPrivate?: boolean
  readonly isPlaying?: boolean
}

export interface LastFmSimulatorOptions
  extends Pick<ProviderSimulatorOptions, 'port' | 'now' | 'random' | 'inProcess'> {
  /** Default: ada, who listens to something just now, and bob. */
  readonly accounts?: readonly LastFmAccount[]
  readonly tags?: SimulatedTags
  /** The largest page. Default 200. */
  readonly most?: number
  /** Descriptions differ. Default false. */
  readonly isToInclusive?: boolean
  /** The limit in five minutes. Default 1,500. */
  readonly requests?: number
}

export interface LastFmSimulator extends ProviderSimulator {
  /** The scrobbles of a user, to read and change. */
  scrobbles(account?: string): SimulatedScrobble[]
  /** Adds scrobbles, the last one now. */
  listen(tracks: number, account?: string): void
}

const FUTURE_DAYS = 7
const DAY_SECONDS = 86_400
const DEFAULT_ACCOUNTS: readonly LastFmAccount[] = [
  { id: 'sim-ada', name: 'Sim-Ada', isPlaying: true },
  { id: 'sim-bob', name: 'Sim-Bob' },
]

/**
 * Starts a simulated Last.fm. Requests name a user by the id of an account, or by a token of `controls.grant`, and need the API key `API_KEY`.
 *
 * @example
 * await using simulator = await createLastFmSimulator()
 * const { accessToken: username } = simulator.controls.grant()
 */
export async function createLastFmSimulator(options: LastFmSimulatorOptions = {}): Promise<LastFmSimulator> {
  const { accounts = DEFAULT_ACCOUNTS, tags = DEFAULT_TAGS, most = 200, requests = 1500, ...others } = options
  const { isToInclusive = false, ...rest } = others
  const until = Math.floor((options.now ?? Date.now)() / 1000) + FUTURE_DAYS * DAY_SECONDS
  const kept = new Map(
    accounts.map(({ id, scrobbles }, index) => [
      id,
      [...(scrobbles ?? generateScrobbles({ seed: index + 1, until, days: 30 + FUTURE_DAYS }))],
    ]),
  )
  const scrobblesOf = (account = accounts[0]?.id ?? ''): SimulatedScrobble[] => {
    const scrobbles = kept.get(account)
    if (scrobbles === undefined) throw new Error(`Last.fm has no user "${account}"`)
    return scrobbles
  }
  const recentTracks = (request: SimulatorRequest): SimulatorReply => {
    const name = request.query.get('user')?.toLowerCase()
    const account = accounts.find(
      ({ id }) => id === (request.refusal === undefined ? request.account.id : name),
    )
    if (account === undefined) return refusal(6)
    if (account.isPrivate === true) return refusal(17)
    const scrobbles = scrobblesOf(account.id)
    const isHeard = ({ date }: SimulatedScrobble) => Number(date.uts) * 1000 <= request.now
    const heard = account.scrobbles === undefined ? scrobbles.filter(isHeard) : scrobbles
    const isPlaying = account.isPlaying === true
    return answerRecentTracks(
      { user: account.name, scrobbles: heard, isPlaying, most, isToInclusive },
      request,
    )
  }
  const simulator = await createProviderSimulator({
    name: 'Last.fm',
    profile: lastFmProfile(requests),
    accounts: accounts.map(({ id, name }) => ({ id, name })),
    routes: [
      {
        url: `${API_URL}/2.0/`,
        access: 'optional',
        handle(request) {
          const { query } = request
          if (query.get('api_key') !== API_KEY) return refusal(10)
          if (query.get('format') !== 'json')
            return { headers: { 'content-type': 'text/xml' }, body: '<lfm status="ok"></lfm>' }
          const method = query.get('method')?.toLowerCase()
          if (method === 'user.getrecenttracks') return recentTracks(request)
          if (method === 'track.gettoptags' || method === 'artist.gettoptags')
            return answerTopTags(tags, query)
          return refusal(3, { message: 'Invalid Method - No method with that name in this package' })
        },
      },
    ],
    ...rest,
  })
  const listen = (tracks: number, account?: string) => {
    const now = Math.floor(simulator.controls.clock.now() / 1000)
    for (let track = 0; track < tracks; track += 1)
      scrobblesOf(account).push(simulatedScrobble({ at: now - track * 200, track: `Now ${track}` }))
  }
  return { ...simulator, scrobbles: scrobblesOf, listen }
}
