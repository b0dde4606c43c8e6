import {
  createProviderSimulator,
  type ProviderSimulator,
  type ProviderSimulatorOptions,
  randomNumbers,
  type SimulatorAccount,
  type SimulatorRequest,
} from '@tributary/provider-simulator'
import { CATALOGUE } from './catalogue.ts'
import { generateListening, type Play } from './listening.ts'
import { recentlyPlayed } from './recently-played.ts'
import { spotifyProfile } from './spotify-profile.ts'

/** A person with an account at the simulated Spotify. */
export interface SpotifyAccount extends SimulatorAccount {
  /** Their past and future plays, in order. Default: a year back and a month ahead, generated from their id. */
  readonly plays?: readonly Play[]
  /** Not entered under "User Management" of the app: every request is refused. */
  readonly isUnregistered?: boolean
}

export interface SpotifySimulatorOptions
  extends Pick<ProviderSimulatorOptions, 'clients' | 'port' | 'now' | 'random' | 'inProcess'> {
  /** Default: Ada and Bob. */
  readonly accounts?: readonly SpotifyAccount[]
}

export interface SpotifySimulator extends ProviderSimulator {
  /** All plays of an account, including future ones: the contents of its export files. */
  plays(accountId?: string): readonly Play[]
  /** Adds plays of a number of tracks, the last ending now. Default: the first account. */
  listen(plays: number, accountId?: string): void
}

const DAY = 24 * 60 * 60 * 1000
const DEFAULT_ACCOUNTS: readonly SpotifyAccount[] = [
  { id: 'sim-ada', name: 'Ada' },
  { id: 'sim-bob', name: 'Bob' },
]

/**
 * Starts a simulated Spotify. `POST /_control/listen` with `{ "plays": 60, "account": "sim-ada" }` adds plays.
 *
 * @example
 * await using simulator = await createSpotifySimulator({ clients: [{ id, secret, redirectUris: [callbackUrl] }] })
 * const server = await startTestServer({ plugins: [spotify], endpoints: endpoints(simulator) })
 */
export async function createSpotifySimulator(
  options: SpotifySimulatorOptions = {},
): Promise<SpotifySimulator> {
  const { accounts = DEFAULT_ACCOUNTS, ...rest } = options
  const now = options.now ?? Date.now
  const heard = new Map(
    accounts.map((account) => [account.id, [...(account.plays ?? defaultPlays(account.id, now()))]]),
  )
  const playsOf = (id: string): Play[] => {
    const plays = heard.get(id)
    if (plays === undefined) throw new Error(`Spotify has no account "${id}"`)
    return plays
  }
  const listen = (count: number, accountId = accounts[0]?.id ?? '') => {
    addPlays(playsOf(accountId), count, simulator.controls.clock.now())
  }
  const unregistered = new Set(accounts.filter((each) => each.isUnregistered === true).map(({ id }) => id))
  const ifRegistered = (request: SimulatorRequest, answer: () => ReturnType<typeof recentlyPlayed>) =>
    unregistered.has(request.account.id)
      ? { status: 403, body: 'User not registered in the Developer Dashboard' }
      : answer()
  const simulator = await createProviderSimulator({
    name: 'Spotify',
    profile: spotifyProfile,
    accounts: accounts.map(({ id, name }) => ({ id, name })),
    ...rest,
    routes: [
      {
        url: 'https://api.spotify.com/v1/me',
        handle: (request) =>
          ifRegistered(request, () => ({
            body: { id: request.account.id, display_name: request.account.name, type: 'user' },
          })),
      },
      {
        url: 'https://api.spotify.com/v1/me/player/recently-played',
        scopes: ['user-read-recently-played'],
        handle: (request) =>
          ifRegistered(request, () => recentlyPlayed(playsOf(request.account.id), request)),
      },
    ],
    actions: {
      listen: ({ plays, account }) => listen(Number(plays ?? 1), account as string | undefined),
    },
  })
  return { ...simulator, listen, plays: (accountId = accounts[0]?.id ?? '') => playsOf(accountId) }
}

/** For `connectionsPlugin` and `startTestServer`: the replacement addresses of Spotify. */
export function endpoints(simulator: ProviderSimulator): Readonly<Record<string, string>> {
  return simulator.endpoints
}

function defaultPlays(accountId: string, now: number): Play[] {
  const seed = Buffer.from(accountId).reduce((sum, byte) => sum * 31 + byte, 7)
  return [...generateListening({ random: randomNumbers(seed), from: now - 365 * DAY, to: now + 30 * DAY })]
}

/** Complete consecutive plays, replacing the generated ones of that time. */
function addPlays(plays: Play[], count: number, now: number): void {
  const added: Play[] = []
  let endedAt = now - 3000
  for (let number = 0; number < count; number += 1) {
    const what = CATALOGUE.tracks[(count - number) % CATALOGUE.tracks.length]
    if (what === undefined) return
    added.unshift({
      what,
      endedAt,
      millisecondsPlayed: what.milliseconds,
      wasSkipped: false,
      shuffle: false,
      incognito: false,
      platform: 'ios',
      country: 'DE',
    })
    endedAt -= what.milliseconds
  }
  const kept = plays.filter((play) => play.endedAt <= endedAt || play.endedAt > now)
  plays.splice(0, plays.length, ...kept, ...added)
  plays.sort((one, other) => one.endedAt - other.endedAt)
}
