import {
  type ConnectionAccess,
  connectionAccess,
  type OpenConnection,
  type RejectionFault,
} from '@tributary/connections'
import { authenticator, type Plugin } from '@tributary/core'
import { migrations } from '@tributary/database'
import { type Connections, connections } from '@tributary/integration-host'
import { IntegrationError } from '@tributary/integration-kit'
import type { Authorizer, ProviderFetch } from '@tributary/provider-client'
import { sql } from 'kysely'

/** Tables of the test's connections: what has to be in the database to be seen by several servers, or rolled back. */
export interface ConnectionTables {
  test_due: { id: string; user_id: string; integration: string; due_at: Date }
  test_runs: {
    connection_id: string
    status: string
    code: string | null
    message: string | null
    missing: string[]
  }
}

interface Account {
  readonly id: string
  readonly userId: string
  readonly integration: string
  status: OpenConnection['status']
  reason: string | null
  grantedScopes: string[]
  off: string[]
  connectedAt: Date
  lastSyncAt: Date | null
  waitUntil: Date | null
  settings: OpenConnection['settings']
  authorizer: Authorizer
}

/** Connections of which the test says everything, in memory but for what is due and what was noted. */
export class ScriptedConnections implements ConnectionAccess {
  /** Where requests go instead of to the provider. */
  providerUrl = ''
  maintained = 0
  /** What people were warned of. */
  readonly warnings: string[] = []
  /** What people were told of rejected records, run by run. */
  readonly rejected: RejectionFault[][] = []
  readonly #accounts = new Map<string, Account>()

  readonly fetch: ProviderFetch = (url, init) =>
    fetch(new URL(url.pathname + url.search, this.providerUrl), init)

  connect(account: Partial<Account> = {}): Account {
    const connected = {
      id: crypto.randomUUID(),
      userId: 'ada',
      integration: 'account',
      status: 'connected' as const,
      reason: null,
      grantedScopes: ['read'],
      off: [],
      connectedAt: new Date(0),
      lastSyncAt: null,
      waitUntil: null,
      settings: {},
      authorizer: renewable(),
      ...account,
    }
    this.#accounts.set(connected.id, connected)
    return connected
  }

  disconnect({ id }: Pick<Account, 'id'>): void {
    this.#accounts.delete(id)
  }

  /** The newest connection of a user and an integration. */
  idOf({ userId, integration }: Pick<Account, 'userId' | 'integration'>): string | undefined {
    return [...this.#accounts.values()].findLast(
      (account) => account.userId === userId && account.integration === integration,
    )?.id
  }

  forgetAll(): void {
    this.warnings.length = 0
    this.rejected.length = 0
    this.#accounts.clear()
  }

  async open(connectionId: string): Promise<OpenConnection | undefined> {
    const account = this.#accounts.get(connectionId)
    if (account === undefined) return undefined
    return {
      ...account,
      account: undefined,
      consentedAt: new Date(0),
      isEnabled: (stream) => !account.off.includes(stream.id),
      simulated: false,
      fetch: this.fetch,
      config: async () => ({}),
    }
  }

  settingsOf: ConnectionAccess['settingsOf'] = async ({ userId, integration }) =>
    [...this.#accounts.values()].find(
      (account) => account.userId === userId && account.integration === integration,
    )?.settings ?? {}

  configOf: ConnectionAccess['configOf'] = async () => ({})

  claimDue: ConnectionAccess['claimDue'] = async (trx, limit) => {
    const { rows } = await sql<{ id: string; userId: string; integration: string }>`
      update test_due set due_at = now() + interval '1 hour'
      where id in (select id from test_due where due_at <= now() order by due_at limit ${limit} for update skip locked)
      returning id, user_id as "userId", integration`.execute(trx)
    return rows
  }

  recordRun: ConnectionAccess['recordRun'] = async (
    trx,
    { id },
    { status, error, warnings = [], rejected = [], givenUp = [] },
  ) => {
    this.warnings.push(...warnings, ...givenUp)
    this.rejected.push([...rejected])
    await sql`insert into test_runs values (${id}, ${status}, ${error?.code ?? null}, ${error?.message ?? null}, ${error?.missingScopes ?? []})`.execute(
      trx,
    )
  }

  /** Known at once and not when the transaction commits, which is enough for what is asked here. */
  recordWait: ConnectionAccess['recordWait'] = async (_trx, { id }, { seconds }) => {
    for (const account of this.#accounts.values())
      if (account.id === id) account.waitUntil = new Date(Date.now() + seconds * 1000)
  }

  maintain = async () => {
    this.maintained++
  }
}

/** A token that the provider may refuse: each renewal makes a new one, `token-2` after `token-1`, up to `last`. */
export function renewable(last = Number.POSITIVE_INFINITY): Authorizer {
  let version = 1
  return {
    authorize: async () => ({ headers: { authorization: `Bearer token-${version}` }, version }),
    async renew(refused) {
      if (refused.version < version) return
      if (version >= last)
        throw new IntegrationError('auth_expired', 'Account has ended this. Connect again.')
      version++
    },
  }
}

/** Makes the connections those of a server. */
export function connectionsPlugin(access: ScriptedConnections): Plugin {
  return {
    name: 'connections',
    version: '1.0.0',
    uses: [authenticator],
    registerServices(context) {
      context.registerService(connectionAccess, () => access)
      // Integrations need it for their routes, which no test of jobs calls.
      context.registerService(connections, () => ({}) as Connections)
      context.contribute(migrations, {
        '0001-connections': {
          async up(db) {
            await sql`create table test_due (
              id uuid primary key default gen_random_uuid(), user_id text not null, integration text not null,
              due_at timestamptz not null default now()
            )`.execute(db)
            await sql`create table test_runs (
              connection_id uuid not null, status text not null, code text, message text, missing text[] not null
            )`.execute(db)
          },
        },
      })
    },
  }
}
