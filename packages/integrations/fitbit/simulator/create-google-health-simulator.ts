import {
  createProviderSimulator,
  type ProviderProfile,
  type ProviderSimulator,
  type SimulatorAccount,
  type SimulatorClient,
  type SimulatorRoute,
} from '@tributary/provider-simulator'
import { Answers } from './answers.ts'
import { accountNotLinked } from './google-error.ts'
import { googleProfile, testingMode } from './google-profile.ts'
import { type Person, simulatedPerson } from './person.ts'
import { healthRoutes } from './routes.ts'
import { Tracker } from './tracker.ts'
import type { Writing } from './writing.ts'
import { addDays } from './zone.ts'

export interface GoogleHealthAccount extends SimulatorAccount {
  /** IANA. Default `Europe/Berlin`. */
  readonly timeZone?: string
  /** The seed of the person. Default: the position in the list. */
  readonly seed?: number
  /** Default: 400 days before the simulator's start. */
  readonly firstDate?: string
}

export interface GoogleHealthSimulatorOptions {
  /** Default: one, `ada`. */
  readonly accounts?: readonly GoogleHealthAccount[]
  readonly clients?: readonly SimulatorClient[]
  readonly writing?: Writing
  /** Seconds between two measurements of the heart rate. Default 5, as on a quiet day; a watch in use measures every 1 to 2 s. */
  readonly heartRateSeconds?: number
  /** Requests per minute of one account. Default 300, as Google's limit. */
  readonly requestsPerMinute?: number
  readonly port?: number
  /** Without a listener and without limits. */
  readonly inProcess?: boolean
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number
  readonly random?: () => number
  /** Other APIs of Google behind the same sign-in. */
  readonly others?: { readonly scopes: readonly string[]; readonly routes: readonly SimulatorRoute[] }
}

export interface GoogleHealthSimulator extends ProviderSimulator {
  /** The recorded data of an account. Default: the first one. */
  tracker(accountId?: string): Tracker
  /** Applies from the next response on. */
  setWriting(writing: Writing): void
  /** Overrides of the generated data. */
  readonly answers: Answers
}

/** The age of a new tracker at the simulator's start, in days. */
const HISTORY_DAYS = 400

/**
 * Starts a simulated Google Health: Google's sign-in and the API with generated data of a year. Further controls by HTTP:
 * `POST /_control/hold {account, since}`, `/release {account}`, `/shorten-night {account, date, minutes}`,
 * `/testing-mode`, `/unlink` and `/link` (the accounts lose their Google Health profile, and get it back).
 *
 * @example
 * await using google = await createGoogleHealthSimulator({ clients: [{ id: 'client', secret: 'secret', redirectUris }] })
 * google.controls.clock.set(new Date('2026-11-20T09:00:00Z'))
 * google.tracker().hold(Date.parse('2026-11-18T12:00:00Z'))
 */
export async function createGoogleHealthSimulator(
  options: GoogleHealthSimulatorOptions = {},
): Promise<GoogleHealthSimulator> {
  const {
    accounts = [{ id: 'ada', name: 'Ada' }],
    clients = [],
    port,
    inProcess,
    random,
    now = Date.now,
  } = options
  const answers = new Answers()
  let writing: Writing = options.writing ?? { int64: 'string', offsets: 'seconds' }
  const trackers = new Map(
    accounts.map((account, index) => [account.id, new Tracker(personOf(account, index, now()))]),
  )
  const tracker = (accountId = accounts[0]?.id ?? '') => {
    const found = trackers.get(accountId)
    if (found === undefined) throw new Error(`there is no account "${accountId}"`)
    return found
  }
  const accountIn = (body: Readonly<Record<string, unknown>>) =>
    tracker(typeof body['account'] === 'string' ? body['account'] : undefined)
  const simulator: ProviderSimulator = await createProviderSimulator({
    name: 'Google',
    profile: profileWith(options),
    accounts: accounts.map(({ id, name }) => ({ id, name })),
    clients,
    routes: [
      ...healthRoutes({
        trackerOf: tracker,
        writing: () => writing,
        heartRateSeconds: options.heartRateSeconds ?? 5,
        answers,
      }),
      ...(options.others?.routes ?? []),
    ],
    actions: {
      hold: (body) => accountIn(body).hold(Date.parse(String(body['since']))),
      release: (body) => accountIn(body).release(),
      'shorten-night': (body) =>
        accountIn(body).shortenNight(
          String(body['date']),
          Number(body['minutes']),
          simulator.controls.clock.now(),
        ),
      'testing-mode': () => simulator.controls.change(testingMode),
      unlink: () => answers.refuse('*', accountNotLinked),
      link: () => answers.restore('*'),
    },
    now,
    ...(port === undefined ? {} : { port }),
    ...(inProcess === undefined ? {} : { inProcess }),
    ...(random === undefined ? {} : { random }),
  })
  return {
    ...simulator,
    tracker,
    answers,
    setWriting: (next) => {
      writing = next
    },
  }
}

function profileWith({
  requestsPerMinute: requests,
  others,
}: Pick<GoogleHealthSimulatorOptions, 'requestsPerMinute' | 'others'>): ProviderProfile {
  const profile = { ...googleProfile, scopes: [...googleProfile.scopes, ...(others?.scopes ?? [])] }
  const { rateLimit } = profile
  return requests === undefined || rateLimit === undefined
    ? profile
    : { ...profile, rateLimit: { ...rateLimit, requests } }
}

function personOf({ timeZone, seed, firstDate }: GoogleHealthAccount, index: number, now: number): Person {
  return simulatedPerson(seed ?? index + 1, {
    timeZone: timeZone ?? 'Europe/Berlin',
    firstDate: firstDate ?? addDays(new Date(now).toISOString().slice(0, 10), -HISTORY_DAYS),
  })
}
