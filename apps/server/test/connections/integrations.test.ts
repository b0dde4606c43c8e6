import { accounts, accountsPlugin } from '@tributary/accounts'
import { connectionsPlugin } from '@tributary/connections'
import { createKernel, type Kernel, type Plugin } from '@tributary/core'
import { databasePlugin } from '@tributary/database'
import { prepareTestDatabase } from '@tributary/database/testing'
import { integrationPlugin, integrationsPlugin } from '@tributary/integration-host'
import {
  dailyMetricStream,
  defineIntegration,
  eventStream,
  field,
  fields,
  fileImport,
  mediaStream,
  oauth2,
} from '@tributary/integration-kit'
import { jobsPlugin } from '@tributary/jobs'
import { libraryPlugin } from '@tributary/library'
import { metricsPlugin } from '@tributary/metrics'
import { notificationsPlugin } from '@tributary/notifications'
import { secretsPlugin } from '@tributary/secrets'
import { settingsPlugin } from '@tributary/settings'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PASSWORD, Person } from './person.ts'

const common = { version: '1.0.0', description: 'For tests.' }
const idle = async function* () {}

const walks = defineIntegration({
  ...common,
  name: 'walks',
  displayName: 'Walks',
  config: fields({
    clientId: field.text({ label: 'Client id' }),
    clientSecret: field.secret({ label: 'Client secret' }),
  }),
  auth: oauth2({
    authorizationUrl: 'https://walks.example.org/authorize',
    tokenUrl: 'https://walks.example.org/token',
    pkce: true,
    clientAuthentication: 'basic',
    rotation: 'same',
  }),
  api: { baseUrl: 'https://walks.example.org' },
  schedule: { everyMinutes: 30, backfillDays: 90 },
  facts: {
    historyLimitDays: 90,
    userCap: 5,
    terms: [
      { forbids: 'ai', sentence: 'No AI.', source: 'https://walks.example.org', checkedOn: '2026-11-20' },
    ],
  },
  streams: [
    dailyMetricStream({
      id: 'daily-steps',
      displayName: 'Steps',
      scopes: ['steps'],
      fields: { steps: { label: 'Steps', type: 'number' } },
      sync: idle,
    }),
    eventStream({
      id: 'strolls',
      displayName: 'Strolls',
      types: { stroll: { label: 'Stroll' } },
      sync: idle,
    }),
  ],
})

const film = (name: string, everyMinutes: number) =>
  defineIntegration({
    ...common,
    name,
    displayName: name,
    schedule: { everyMinutes },
    files: fileImport({ accept: ['.csv'], maxBytes: 1024, howTo: ['Ask for it.'] }),
    streams: [mediaStream({ id: 'history', displayName: 'History', importFile: idle })],
  })

describe('the integrations of a server', () => {
  let kernel: Kernel
  let place: Awaited<ReturnType<typeof prepareTestDatabase>>
  let ada: Person
  let admin: Person

  beforeAll(async () => {
    place = await prepareTestDatabase()
    // Every 0 minutes is refused at boot.
    const made = [walks, film('films', 60), film('broken', 0)].map((each) => integrationPlugin(each))
    const missing: Plugin = {
      name: 'missing',
      version: '0.0.0',
      registerServices() {
        throw new Error('it cannot be loaded')
      },
    }
    kernel = createKernel({
      plugins: [
        databasePlugin(place.options),
        accountsPlugin({ publicUrl: 'http://127.0.0.1:3999' }),
        secretsPlugin({ dataDir: place.options.dataDir }),
        settingsPlugin(),
        notificationsPlugin(),
        connectionsPlugin({ publicUrl: 'http://127.0.0.1:3999' }),
        jobsPlugin({ worker: false }),
        metricsPlugin(),
        libraryPlugin(),
        integrationsPlugin([...made, missing]),
        ...made,
        missing,
      ],
    })
    await kernel.boot()
    const person = async (name: string, role: 'admin' | 'user') => {
      const email = `${name}@example.org`
      await kernel.getService(accounts).createUser({ email, password: PASSWORD, role })
      return new Person({ kernel }, email).signIn()
    }
    ada = await person('ada', 'user')
    admin = await person('grace', 'admin')
  })
  afterAll(async () => {
    await kernel.stop()
    await place.remove()
  })

  it('are listed with their state, including quarantined ones', async () => {
    const { status, body } = await ada.get('/api/integrations')
    expect(status).toBe(200)
    expect(body.nextCursor).toBeNull()
    expect(
      body.items.map((each: { integration: string; state: string }) => [each.integration, each.state]),
    ).toEqual([
      ['walks', 'ready'],
      ['films', 'ready'],
      ['broken', 'quarantined'],
      ['missing', 'quarantined'],
    ])
    expect(body.items[2]).toMatchObject({
      stateReason: null,
      missingSettings: null,
      files: { accept: ['.csv'] },
      obstacle: 'broken is unavailable (quarantined). An administrator finds the reason in the boot report.',
    })
    const { body: shown } = await admin.get('/api/integrations/broken')
    expect(shown.stateReason).toContain('schedule.everyMinutes = 0')
  })

  it('show their data, how they connect, and the facts of the provider', async () => {
    const { body } = await ada.get('/api/integrations/walks')
    expect(body).toMatchObject({
      integration: 'walks',
      auth: 'oauth2',
      state: 'ready',
      streams: [
        { id: 'daily-steps', kind: 'daily_metric', scopes: ['steps'] },
        { id: 'strolls', kind: 'event' },
      ],
      metrics: [{ metric: 'walks.steps', kind: 'daily_metric', type: 'number' }],
      eventTypes: [{ type: 'stroll', label: 'Stroll', streamId: 'strolls' }],
      files: null,
      facts: { historyLimitDays: 90, userCap: 5, backfillDays: 90, syncEveryMinutes: 30 },
      terms: [{ forbids: 'ai', citation: 'https://walks.example.org' }],
      connections: [],
      lastJob: null,
    })
    expect((await ada.get('/api/walks')).body).toEqual(body)
  })

  it('name the missing settings only to administrators', async () => {
    expect((await ada.get('/api/integrations/walks')).body).toMatchObject({
      configured: false,
      missingSettings: null,
    })
    expect((await admin.get('/api/integrations/walks')).body).toMatchObject({
      configured: false,
      missingSettings: ['clientId', 'clientSecret'],
    })
    await admin.patch('/api/admin/settings/walks', { values: { clientId: 'a', clientSecret: 'b' } })
    expect((await admin.get('/api/integrations/walks')).body).toMatchObject({
      configured: true,
      missingSettings: [],
    })
  })

  it('that do not exist are 404 with the nearest one', async () => {
    expect(await ada.get('/api/integrations/film')).toMatchObject({
      status: 404,
      body: { code: 'INTEGRATION_UNKNOWN', detail: expect.stringContaining('Did you mean "films"?') },
    })
  })

  it('are enabled or disabled by the administrator, one by one', async () => {
    const source = '/api/admin/connections/integrations/walks'
    expect((await admin.get(source)).body).toMatchObject({
      integration: 'walks',
      enabled: true,
      connectionCount: 0,
    })
    const changed = await admin.patch(source, { enabled: false })
    expect(changed).toMatchObject({ status: 200, body: { integration: 'walks', enabled: false } })
    expect((await admin.get(source)).body).toEqual(changed.body)
    expect(await admin.patch('/api/admin/connections/integrations/walk', { enabled: true })).toMatchObject({
      status: 404,
      body: { code: 'CONNECTIONS_NOT_FOUND', detail: expect.stringContaining('Did you mean "walks"?') },
    })
    expect((await ada.get('/api/integrations/walks')).body.obstacle).toBe(
      'An administrator has disabled Walks.',
    )
  })
})
