import {
  createProviderSimulator,
  type ProviderSimulator,
  type ProviderSimulatorOptions,
  type SimulatorAccount,
  type SimulatorReply,
  type SimulatorRequest,
  type SimulatorRoute,
} from '@tributary/provider-simulator'
import { type Library, makeUpLibrary } from './library.ts'
import { listChannels, listPlaylistItems, listPlaylists, listSubscriptions } from './list-resources.ts'
import { QuotaMeter } from './quota-meter.ts'
import { REFUSALS } from './youtube-error.ts'
import { API_URL, SCOPE, youtubeProfile } from './youtube-profile.ts'

export interface YouTubeSimulatorOptions
  extends Pick<ProviderSimulatorOptions, 'clients' | 'port' | 'now' | 'random' | 'inProcess'> {
  /** Default: Ada and Bob. */
  readonly accounts?: readonly SimulatorAccount[]
  /** Of the project for a day. Default 10,000. */
  readonly units?: number
}

export interface YouTubeSimulator extends ProviderSimulator {
  /** What an account has, to be changed by tests. Default: the first account. */
  library(accountId?: string): Library
  readonly quota: QuotaMeter
}

const RESOURCES = {
  channels: (library: Library) => listChannels(library),
  playlists: listPlaylists,
  playlistItems: listPlaylistItems,
  subscriptions: listSubscriptions,
} as const

/**
 * Starts a simulated YouTube Data API with Google's sign-in. Each call costs one unit of the day, which ends at midnight Pacific time.
 *
 * @example
 * await using simulator = await createYouTubeSimulator({ clients: [{ id, secret, redirectUris: [callbackUrl] }] })
 * simulator.library().subscriptions.pop()
 */
export async function createYouTubeSimulator(
  options: YouTubeSimulatorOptions = {},
): Promise<YouTubeSimulator> {
  const { accounts = DEFAULT_ACCOUNTS, units = 10_000, ...rest } = options
  const { routes, ...api } = simulateYouTubeApi({
    accounts,
    now: (options.now ?? Date.now)(),
    units: options.inProcess === true ? Number.POSITIVE_INFINITY : units,
  })
  const simulator = await createProviderSimulator({
    name: 'YouTube',
    profile: youtubeProfile,
    accounts,
    ...rest,
    routes,
  })
  return { ...simulator, ...api }
}

/** The routes of the API alone, for a simulator of Google with other APIs behind the same sign-in. */
export function simulateYouTubeApi({
  accounts,
  now,
  units = 10_000,
}: {
  readonly accounts: readonly SimulatorAccount[]
  readonly now: number
  readonly units?: number
}): Pick<YouTubeSimulator, 'library' | 'quota'> & { readonly routes: readonly SimulatorRoute[] } {
  const libraries = new Map(accounts.map(({ id }) => [id, makeUpLibrary(id, { now })]))
  const quota = new QuotaMeter(units)
  const library = (accountId = accounts[0]?.id ?? ''): Library => {
    const found = libraries.get(accountId)
    if (found === undefined) throw new Error(`YouTube has no account "${accountId}"`)
    return found
  }
  return {
    library,
    quota,
    routes: Object.entries(RESOURCES).map(([name, list]) => ({
      url: `${API_URL}/${name}`,
      scopes: [SCOPE],
      handle: (request: SimulatorRequest): SimulatorReply =>
        quota.spend(1, request.now) ? list(library(request.account.id), request) : REFUSALS.quotaExceeded,
    })),
  }
}

const DEFAULT_ACCOUNTS: readonly SimulatorAccount[] = [
  { id: 'sim-ada', name: 'Ada' },
  { id: 'sim-bob', name: 'Bob' },
]
