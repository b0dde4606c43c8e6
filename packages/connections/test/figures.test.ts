import { startTestDatabase, type TestDatabase } from '@tributary/database/testing'
import {
  apiKey,
  defineIntegration,
  type MediaRecord,
  mediaStream,
  type Page,
} from '@tributary/integration-kit'
import { type IntegrationDefinition } from '@tributary/integration-kit/host'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connectionHealthChecks } from '../src/figures/connection-health.ts'
import { countHealth } from '../src/figures/count-health.ts'
import { type ConnectionFigures, readConnectionFigures } from '../src/figures/read-connection-figures.ts'
import { factsOf, healthOf } from '../src/health-of-connection.ts'
import { createConnectionsTables } from '../src/migrations/0001-create-connections.ts'
import { noteIdleTries } from '../src/migrations/0004-note-idle-tries.ts'
import { needsAction } from '../src/migrations/0005-needs-action.ts'
import type { ConnectionsTables } from '../src/tables.ts'

const MINUTES_OF_HARBOR = 60

async function* noPages(): AsyncGenerator<Page<MediaRecord>> {}

function integration(name: string, everyMinutes: number): IntegrationDefinition {
  return defineIntegration({
    name,
    displayName: name,
    version: '1.0.0',
    description: 'For tests.',
    auth: apiKey({ header: 'x-key', howTo: ['Ask for it.'] }),
    api: { baseUrl: 'https://api.example.org' },
    identify: async () => ({ id: 'ada' }),
    schedule: { everyMinutes },
    streams: [mediaStream({ id: 'plays', displayName: 'Plays', sync: noPages })],
  }).definition
}

const definitions = [integration('harbor', MINUTES_OF_HARBOR), integration('lagoon', 24 * 60)]

let test: TestDatabase
const db = () => test.database.tables<ConnectionsTables>()
beforeAll(async () => {
  const users = {
    async up(trx: Parameters<typeof needsAction.up>[0]) {
      await sql`create table users (id text primary key)`.execute(trx)
    },
  }
  test = await startTestDatabase({
    migrations: {
      accounts: { '0001-users': users },
      connections: {
        '0001-create-connections': createConnectionsTables,
        '0004-note-idle-tries': noteIdleTries,
        '0005-needs-action': needsAction,
      },
    },
  })
})
afterAll(() => test.stop())
beforeEach(async () => {
  await sql`truncate integration_sources, user_integrations, users cascade`.execute(db())
  await sql`insert into integration_sources (name, display_name) values ('harbor', 'Harbor'), ('lagoon', 'Lagoon'), ('gone', 'Gone')`.execute(
    db(),
  )
})

interface ConnectionLike {
  readonly integration?: string
  readonly status?: string
  /** All in minutes before now. */
  readonly connected?: number
  readonly synced?: number
  readonly due?: number
  readonly expired?: number
  readonly waits?: number
  readonly failures?: number
}

async function add(connection: ConnectionLike): Promise<void> {
  const { integration: name = 'harbor', status = 'connected', connected = 10_000, failures = 0 } = connection
  const ago = (minutes: number | undefined) =>
    minutes === undefined ? sql`null` : sql`now() - make_interval(mins => ${minutes})`
  const userId = crypto.randomUUID()
  await sql`insert into users values (${userId})`.execute(db())
  await sql`
    insert into user_integrations
      (user_id, integration, status, connected_at, last_sync_at, next_sync_at, access_expires_at, wait_until, failures,
        last_error_code)
    values (${userId}, ${name}, ${status}, ${ago(connected)}, ${ago(connection.synced)}, ${ago(connection.due)},
      ${ago(connection.expired)}, ${ago(connection.waits)}, ${failures}, ${failures === 0 ? null : 'upstream'})`.execute(
    db(),
  )
}

const read = () => readConnectionFigures(test.database, definitions)

async function figuresOf(name: string): Promise<ConnectionFigures | undefined> {
  return (await read()).find(({ integration: of }) => of === name)
}

async function causes(): Promise<Readonly<Record<string, unknown>>> {
  const given = await read()
  const found = await Promise.all(
    connectionHealthChecks(async () => given).map(async ({ name, check }) => [
      name,
      (await check(new AbortController().signal))?.cause,
    ]),
  )
  return Object.fromEntries(found.filter(([, cause]) => cause !== undefined)) as Record<string, unknown>
}

describe('the figures of connections', () => {
  it('count them by integration and state', async () => {
    await add({})
    await add({})
    await add({ status: 'paused' })
    await add({ integration: 'lagoon', status: 'needs_reauth' })
    const counted = (await read()).map((row) => `${row.integration} ${row.status} ${row.connections}`)
    expect(counted.toSorted()).toEqual(['harbor connected 2', 'harbor paused 1', 'lagoon needs_reauth 1'])
  })

  it('contain the age of the last success, or of the connection before its first', async () => {
    await add({ synced: 30 })
    await add({ connected: 45 })
    expect(await figuresOf('harbor')).toMatchObject({ lagSeconds: expect.closeTo(45 * 60, -1) as number })
  })

  it('call a connection late after three intervals of its integration', async () => {
    await add({ synced: 179 })
    await add({ synced: 181 })
    await add({ integration: 'lagoon', synced: 181 })
    expect(await figuresOf('harbor')).toMatchObject({ late: 1 })
    expect(await figuresOf('lagoon')).toMatchObject({ late: 0 })
  })

  it.each([
    ['is paused', { status: 'paused' }],
    ['waits to be connected again', { status: 'needs_reauth' }],
    ['is of an integration that is not up', { integration: 'gone' }],
  ])('expect nothing of a connection that %s', async (_what, more) => {
    await add({ synced: 9_000, due: 9_000, expired: 9_000, ...more })
    expect((await read())[0]).toMatchObject({ lagSeconds: 0, late: 0, overdueSeconds: 0, expired: 0 })
  })

  it('expect nothing of a source that an administrator has switched off', async () => {
    await add({ synced: 9_000, due: 9_000, expired: 9_000 })
    await sql`update integration_sources set enabled = false`.execute(db())
    expect(await figuresOf('harbor')).toMatchObject({ lagSeconds: 0, late: 0, overdueSeconds: 0, expired: 0 })
  })

  it('expect no data where a person has to act, but that its sync is queued and its token refreshed', async () => {
    await add({ status: 'needs_action', synced: 9_000, due: 60, expired: 500 })
    expect(await figuresOf('harbor')).toMatchObject({
      lagSeconds: 0,
      late: 0,
      overdueSeconds: expect.closeTo(3_600, -1) as number,
      expired: 1,
    })
  })

  it.each([
    ['longer ago than two intervals', { expired: 121 }, 1],
    ['between two syncs', { expired: 119 }, 0],
    ['while its provider has asked to wait', { expired: 500, waits: -10 }, 0],
    ['and its provider had asked to wait before', { expired: 500, waits: 10 }, 1],
    ['before a sync that needed none', { expired: 500, synced: 30 }, 0],
    ['after its last sync', { expired: 500, synced: 510 }, 1],
    ['of an integration that syncs once a day', { integration: 'lagoon', expired: 500 }, 0],
  ])('a token that expired %s', async (_when, connection, expired) => {
    await add(connection)
    expect((await read())[0]).toMatchObject({ expired })
  })
})

describe('the health of connections', () => {
  it('is counted by integration, as each connection shows it', async () => {
    await add({ synced: 30 })
    await add({ synced: 179 })
    await add({ synced: 181 })
    await add({ synced: 30, failures: 2 })
    await add({ synced: 30, failures: 7 })
    await add({ synced: 30, status: 'needs_reauth' })
    await add({ connected: 5 })
    await add({ synced: 30, status: 'disconnected' })
    await add({ integration: 'lagoon', synced: 181 })
    await add({ integration: 'gone', synced: 30 })
    const counts = await countHealth(test.database, definitions)
    expect(Object.fromEntries(counts)).toEqual({
      harbor: { healthy: 2, degraded: 2, unhealthy: 2, unknown: 1 },
      lagoon: { healthy: 1, degraded: 0, unhealthy: 0, unknown: 0 },
      gone: { healthy: 0, degraded: 0, unhealthy: 0, unknown: 1 },
    })
    const rows = await db().selectFrom('user_integrations').selectAll().execute()
    const shown = rows
      .filter(({ status }) => status !== 'disconnected')
      .map((row) =>
        healthOf(
          factsOf(
            row,
            definitions.find(({ name }) => name === row.integration),
            Date.now(),
          ),
        ),
      )
    const total = [...counts.values()].reduce((sum, { healthy }) => sum + healthy, 0)
    expect(shown.filter((health) => health === 'healthy')).toHaveLength(total)
    expect(shown.filter((health) => health === 'unhealthy')).toHaveLength(2)
  })
})

describe('the checks of connections', () => {
  it('find nothing without connections, or where all is in order', async () => {
    expect(await causes()).toEqual({})
    await add({ synced: 50, due: 14, expired: 10 })
    expect(await causes()).toEqual({})
  })

  it('find a sync that is due and not queued, and tokens that were not refreshed', async () => {
    await add({ due: 16, expired: 130 })
    await add({ expired: 130, status: 'needs_permission' })
    expect(await causes()).toEqual({
      'scheduled-syncs': 'a sync has been due for 16 minutes without being queued',
      'token-refreshes': 'tokens of connections have expired and were not refreshed (2 of harbor)',
    })
  })
})
