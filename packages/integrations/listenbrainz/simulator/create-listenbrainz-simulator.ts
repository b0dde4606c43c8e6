import {
  createProviderSimulator,
  type ProviderSimulator,
  type ProviderSimulatorOptions,
  type SimulatorAccount,
} from '@tributary/provider-simulator'
import { listenBrainzProfile, refusal } from './listenbrainz-profile.ts'
import { answerListens } from './listens-endpoint.ts'
import { generateListens, type SimulatedListen, simulatedListen } from './simulated-listens.ts'

/** A user of the simulated server; the id is the user name. */
export interface ListenBrainzAccount extends SimulatorAccount {
  /** In any order, all given at once. Default: 30 days of listens, and a week ahead that comes as the clock goes. */
  readonly listens?: readonly SimulatedListen[]
}

export interface ListenBrainzSimulatorOptions
  extends Pick<ProviderSimulatorOptions, 'port' | 'now' | 'random' | 'inProcess'> {
  /** Default: ada and bob. */
  readonly accounts?: readonly ListenBrainzAccount[]
  /** The base URL. Default: the public server's. */
  readonly apiUrl?: string
  /** The maximum number of listens per response; older servers have 100. Default 1,000. */
  readonly most?: number
  /** The limit of a user's requests in 10 seconds. Default 30. */
  readonly requests?: number
}

export interface ListenBrainzSimulator extends ProviderSimulator {
  /** The listens of a user, to read and change. */
  listens(account?: string): SimulatedListen[]
  /** Adds listens to a number of tracks, the last one now. */
  listen(tracks: number, account?: string): void
}

/** What is heard while a simulator runs. */
const FUTURE_DAYS = 7
const FUTURE_SECONDS = FUTURE_DAYS * 86_400

const DEFAULT_ACCOUNTS: readonly ListenBrainzAccount[] = [
  { id: 'sim-ada', name: 'sim-ada' },
  { id: 'sim-bob', name: 'sim-bob' },
]

/**
 * Starts a simulated ListenBrainz. `controls.grant({ account })` returns a user token; `POST /_control/listen` with
 * `{ "tracks": 3, "account": "sim-ada" }` adds listens.
 *
 * @example
 * await using simulator = await createListenBrainzSimulator()
 * const { accessToken } = simulator.controls.grant()
 */
export async function createListenBrainzSimulator(
  options: ListenBrainzSimulatorOptions = {},
): Promise<ListenBrainzSimulator> {
  const {
    accounts = DEFAULT_ACCOUNTS,
    apiUrl = 'https://api.listenbrainz.org',
    most = 1000,
    requests,
    ...rest
  } = options
  const until = Math.floor((options.now ?? Date.now)() / 1000)
  const kept = new Map(
    accounts.map(({ id, listens }, index) => [
      id,
      [
        ...(listens ??
          generateListens({
            seed: index + 1,
            until: until + FUTURE_SECONDS,
            days: 30 + FUTURE_DAYS,
            server: apiUrl,
          })),
      ],
    ]),
  )
  const listensOf = (account = accounts[0]?.id ?? ''): SimulatedListen[] => {
    const listens = kept.get(account)
    if (listens === undefined) throw new Error(`ListenBrainz has no user "${account}"`)
    return listens
  }
  const generated = new Set(accounts.filter(({ listens }) => listens === undefined).map(({ id }) => id))
  const givenOf = (account: string, now: number) => {
    const listens = listensOf(account)
    return generated.has(account) ? listens.filter((each) => each.listened_at * 1000 <= now) : listens
  }
  const listen = (tracks: number, account?: string) => {
    const now = Math.floor(simulator.controls.clock.now() / 1000)
    for (let track = 0; track < tracks; track += 1)
      listensOf(account).push(
        simulatedListen({ at: now - track * 200, track: `Now ${track}`, server: apiUrl }),
      )
  }
  const simulator = await createProviderSimulator({
    name: 'ListenBrainz',
    profile: listenBrainzProfile(apiUrl, requests),
    accounts: accounts.map(({ id, name }) => ({ id, name })),
    actions: {
      listen: ({ tracks, account }) =>
        listen(typeof tracks === 'number' ? tracks : 1, typeof account === 'string' ? account : undefined),
    },
    routes: [
      {
        url: `${apiUrl}/1/validate-token`,
        access: 'optional',
        handle({ account, refusal: reason }) {
          if (reason === 'missing') return refusal(400, 'You need to provide an Authorization token.')
          return reason === undefined
            ? { body: { code: 200, message: 'Token valid.', valid: true, user_name: account.id } }
            : { body: { code: 200, message: 'Token invalid.', valid: false } }
        },
      },
      {
        url: `${apiUrl}/1/user/:name/listens`,
        // Listens are public.
        access: 'optional',
        handle(request) {
          const name = request.params['name'] ?? ''
          return kept.has(name)
            ? answerListens(givenOf(name, request.now), request, most)
            : refusal(404, `Cannot find user: ${name}`)
        },
      },
    ],
    ...rest,
  })
  return { ...simulator, listens: listensOf, listen }
}
