import { addDays, utcDate } from '@tributary/integration-kit/dates'
import {
  createProviderSimulator,
  type ProviderSimulator,
  type ProviderSimulatorOptions,
  type SimulatorAccount,
  type SimulatorReply,
  type SimulatorRequest,
} from '@tributary/provider-simulator'
import { type DateFilter, listDocuments } from './list-documents.ts'
import { madeUpDays } from './made-up-days.ts'
import { ouraProfile } from './oura-profile.ts'
import { problem } from './problem.ts'
import { COLLECTIONS, type Collection, Ring, type RingDocument } from './ring.ts'

/** A person with an account at the simulated Oura. */
export interface OuraAccount extends SimulatorAccount {
  /** The UTC offset of their clock. Default `+01:00`. */
  readonly offset?: string
  /** The documents of their ring. Default: 400 days and a month ahead, generated from their id. */
  readonly documents?: Readonly<Partial<Record<Collection, readonly RingDocument[]>>>
}

/** The standing of an account: `expired` memberships and `outdated` apps get no data. */
export type Standing = 'member' | 'expired' | 'outdated'

export interface OuraSimulatorOptions
  extends Pick<ProviderSimulatorOptions, 'clients' | 'port' | 'now' | 'random' | 'inProcess'> {
  /** Default: Ada and Bob. */
  readonly accounts?: readonly OuraAccount[]
  /** Documents per page. Default 20. */
  readonly pageSize?: number
  /** Default `by-day`. */
  readonly dateFilter?: DateFilter
}

export interface OuraSimulator extends ProviderSimulator {
  /** The documents of an account's ring. Default: the first account. */
  ring(accountId?: string): Ring
  /** Applies from the next response on. */
  setStanding(standing: Standing, accountId?: string): void
}

const BASE = 'https://api.ouraring.com/v2/usercollection'
const PAST_DAYS = 400
const FUTURE_DAYS = 30

const REFUSALS: Readonly<Record<Standing, SimulatorReply | undefined>> = {
  member: undefined,
  expired: problem(403, "The user's Oura subscription has expired and their data is not available."),
  outdated: problem(426, 'The user has to update the Oura app.'),
}

/**
 * Starts a simulated Oura. `POST /_control/standing` with `{ "standing": "expired", "account": "sim-ada" }` ends a membership,
 * `POST /_control/delete-sleep` with `{ "id": "long_sleep-sim-ada-2026-11-20" }` deletes a sleep as the app does.
 *
 * @example
 * await using simulator = await createOuraSimulator({ clients: [{ id, secret, redirectUris: [callbackUrl] }] })
 * simulator.setStanding('expired')
 */
export async function createOuraSimulator(options: OuraSimulatorOptions = {}): Promise<OuraSimulator> {
  const { accounts = DEFAULT_ACCOUNTS, pageSize = 20, dateFilter = 'by-day', ...rest } = options
  const now = options.now ?? Date.now
  const rings = new Map(accounts.map((account) => [account.id, new Ring(documentsOf(account, now()))]))
  const standings = new Map<string, Standing>()
  const first = accounts[0]?.id ?? ''
  const ring = (accountId = first): Ring => {
    const found = rings.get(accountId)
    if (found === undefined) throw new Error(`Oura has no account "${accountId}"`)
    return found
  }
  const setStanding = (standing: Standing, accountId = first) => void standings.set(accountId, standing)
  const forMembers = (answer: (request: SimulatorRequest) => SimulatorReply) => (request: SimulatorRequest) =>
    REFUSALS[standings.get(request.account.id) ?? 'member'] ?? answer(request)
  const simulator = await createProviderSimulator({
    name: 'Oura',
    profile: ouraProfile,
    accounts: accounts.map(({ id, name }) => ({ id, name })),
    ...rest,
    routes: [
      {
        url: `${BASE}/personal_info`,
        scopes: ['personal'],
        handle: forMembers(({ account: { id } }) => ({ body: { ...PERSONAL_INFO, id } })),
      },
      ...COLLECTIONS.map((collection) => ({
        url: `${BASE}/${collection}`,
        scopes: [SCOPES[collection]],
        handle: forMembers((request) =>
          listDocuments({ collection, ring: ring(request.account.id), pageSize, dateFilter }, request),
        ),
      })),
    ],
    actions: {
      standing: ({ standing, account }) => setStanding(standing as Standing, account as string | undefined),
      'delete-sleep': ({ id, account }) =>
        ring(account as string | undefined).change('sleep', String(id), { type: 'deleted' }),
    },
  })
  return { ...simulator, ring, setStanding }
}

const DEFAULT_ACCOUNTS: readonly OuraAccount[] = [
  { id: 'sim-ada', name: 'Ada' },
  { id: 'sim-bob', name: 'Bob', offset: '-05:00' },
]

const PERSONAL_INFO = { age: 36, weight: 70.5, height: 1.75, biological_sex: 'female' }

const SCOPES: Readonly<Record<Collection, string>> = {
  daily_activity: 'daily',
  daily_sleep: 'daily',
  daily_readiness: 'daily',
  daily_spo2: 'spo2',
  sleep: 'daily',
  workout: 'workout',
}

function documentsOf({ id, offset = '+01:00', documents }: OuraAccount, now: number) {
  const range = {
    startDate: addDays(utcDate(now), -PAST_DAYS),
    endDate: addDays(utcDate(now), FUTURE_DAYS),
  }
  return documents ?? madeUpDays({ id, offset }, range)
}
