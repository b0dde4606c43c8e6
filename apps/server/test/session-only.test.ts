import { accounts } from '@tributary/accounts'
import type { Kernel, Plugin } from '@tributary/core'
import { database } from '@tributary/database'
import { offeredProviders } from '@tributary/integration-host'
import { fields } from '@tributary/integration-kit'
import { notificationProvider } from '@tributary/integration-kit/providers'
import { API_KEY, createLastFmSimulator, type LastFmSimulator } from '@tributary/integration-lastfm/simulator'
import {
  createListenBrainzSimulator,
  type ListenBrainzSimulator,
} from '@tributary/integration-listenbrainz/simulator'
import { notifications } from '@tributary/notifications'
import { secretStore } from '@tributary/secrets'
import type { InjectOptions } from 'fastify'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfiguration } from '../src/configuration.ts'
import { makeKernel } from '../src/make-kernel.ts'
import { answersWithEvents, injectStream } from './inject-stream.ts'
import { otherIntegrations } from './other-integrations.ts'
import { endpointsSetting } from './requests/endpoints-setting.ts'
import { everyFocus, generateRequest, type Known, type Operation } from './requests/generate-request.ts'
import { Random } from './requests/random.ts'
import { readOperations } from './requests/read-operations.ts'
import { type ReadWrites, recordWrites } from './requests/record-writes.ts'
import { ADMIN, temporaryDirectory } from './server-process.ts'

/** Where credentials, roles and keys are. An API key changes none of it, so that its end is the end of what it could do. */
const WATCHED = {
  users: ['email', 'role', 'disabled_at'],
  credentials: 'any column',
  sessions: 'any column',
  known_devices: 'any column',
  // When a key was last used is written with any request.
  api_keys: ['user_id', 'name', 'key_hash', 'scopes', 'expires_at'],
  accounts_instance: 'any column',
  secrets: 'any column',
  secret_keys: 'any column',
  secrets_instance: 'any column',
  sign_in_identities: 'any column',
  system_config: 'any column',
  plugin_instances: 'any column',
} as const

/** What may write there without a session, and why. */
const PERMITTED: Readonly<Record<string, { readonly tables: readonly string[]; readonly why: string }>> = {
  'POST /api/accounts/sign-in/email': {
    tables: ['known_devices', 'sessions'],
    why: 'Shows the password. A session is what it is for.',
  },
  ...Object.fromEntries(
    [
      'POST /api/webhooks/endpoints',
      'POST /api/webhooks/endpoints/{id}/rotate-secret',
      'DELETE /api/webhooks/endpoints/{id}',
    ].map((operation) => [
      operation,
      { tables: ['secrets'], why: 'The secret of the endpoint itself, which opens nothing of this server.' },
    ]),
  ),
}

/**
 * A program that connects accounts for its user is legitimate: it replaces and deletes the credentials of that connection,
 * and nothing that opens this server.
 */
const CONNECTS =
  /^(POST \/api\/[\w-]+\/connect(\/\{flow\})?|GET \/api\/[\w-]+\/callback|DELETE \/api\/[\w-]+(\/connections\/\{id\})?)$/

let directory: Awaited<ReturnType<typeof temporaryDirectory>>
let lastFm: LastFmSimulator
let listenBrainz: ListenBrainzSimulator
let kernel: Kernel
let key: { authorization: string }
let readWrites: ReadWrites
let known: Known
const random = new Random(1)

/** The integrations that connect an account. */
const CONNECTING = ['fitbit', 'lastfm', 'listenbrainz', 'oura', 'spotify', 'youtube']
/** Those that only import files, and two that provide something. */
const OTHERS = ['netflix', 'tiktok', 'google-fit', 'ntfy', 'oidc']
/** Those whose credentials a person enters: there is no callback. */
const ENTERED = ['lastfm', 'listenbrainz']

beforeAll(async () => {
  directory = await temporaryDirectory()
  lastFm = await createLastFmSimulator()
  listenBrainz = await createListenBrainzSimulator()
  const configuration = readConfiguration({
    PROVIDER_ENDPOINTS: [lastFm, listenBrainz].map(endpointsSetting).join(','),
    EGRESS_ALLOW: '127.0.0.1',
    DATA_DIR: directory.path,
    DISABLED_PLUGINS: otherIntegrations([...CONNECTING, ...OTHERS]),
    LOG_LEVEL: 'silent',
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
  })
  const environment = Object.fromEntries(
    CONNECTING.map((name) => name.toUpperCase()).flatMap((name) => [
      [`${name}_CLIENT_ID`, 'client'],
      [`${name}_CLIENT_SECRET`, 'secret'],
    ]),
  )
  kernel = makeKernel(configuration, {
    worker: false,
    log: 'stderr',
    environment: { ...environment, LASTFM_API_KEY: API_KEY },
    more: [careless],
  })
  await kernel.boot()
  const service = kernel.getService(accounts)
  const admin = await service.findUserByEmail(ADMIN.email)
  const created = await service.createKey({ userId: admin?.id ?? '', name: 'test', scopes: ['*'] })
  key = { authorization: `Bearer ${created.key}` }
  known = await createWhatIsAsked(admin?.id ?? '', created.id)
  readWrites = await recordWrites(kernel.getService(database), WATCHED)
})

afterAll(async () => {
  await kernel.stop()
  await lastFm.stop()
  await listenBrainz.stop()
  await directory[Symbol.asyncDispose]()
})

/**
 * What the requests below do not get to succeed, and so would not find out. A new operation is to be given what it asks for,
 * in `createWhatIsAsked`, rather than to be listed here.
 */
const NOT_REACHED: Readonly<Record<string, string>> = {
  'POST /api/sign-in/services/{id}/begin': 'No service is configured.',
  'GET /api/sign-in/services/{id}/callback': 'No service is configured.',
  'GET /api/enrichment/items/{id}': 'Nothing has been imported.',
  'GET /api/enrichment/works/{id}': 'Nothing has been imported.',
  'PATCH /api/enrichment/works/{id}': 'Nothing has been imported.',
  'POST /api/enrichment/works/{id}/rerun': 'Nothing has been imported.',
  'GET /api/public/plugins/instances/{id}/webhook': 'Needs the signature of the service.',
  'POST /api/public/plugins/instances/{id}/webhook': 'Needs the signature of the service.',
  'POST /api/exports': 'No storage is allowed for exports.',
  'POST /api/exports/schedules': 'No storage is allowed for exports.',
  'GET /api/exports/content/{id}': 'No worker has made the export.',
  'GET /api/analytics/instances/{id}': 'No service is configured.',
  'PATCH /api/analytics/instances/{id}': 'No service is configured.',
  'GET /api/metrics/events/{id}': 'There are no events: nothing has been synced.',
  'POST /api/_kernel/plugins/{plugin}/retry': 'Every plugin is up.',
  'GET /api/accounts/setup': 'There is an administrator.',
  'POST /api/accounts/setup': 'There is an administrator.',
  'POST /api/jobs/{id}/rejected/retry': 'The job has not been run.',
  'POST /api/imports': 'No file was uploaded for it.',
  'POST /api/imports/preview': 'No file was uploaded for it.',
  'DELETE /api/imports/uploads/{id}/file': 'No file was uploaded for it.',
  'GET /api/library/items/{id}': 'Nothing has been imported.',
  'GET /api/metrics/preferences/{metric}': 'No order of preference is set.',
  ...Object.fromEntries(
    CONNECTING.filter((name) => !ENTERED.includes(name)).map((name) => [
      `GET /api/${name}/callback`,
      'Needs the provider. See CONNECTS.',
    ]),
  ),
  'GET /api/admin/plugins/health/{type}/{id}': 'Nothing is checked.',
  'GET /api/admin/plugins/health/{type}/{id}/checks': 'Nothing is checked.',
  'POST /api/admin/plugins/health/{type}/{id}/check': 'Nothing is checked.',
  'DELETE /api/netflix': 'Nothing can be connected.',
  'DELETE /api/google-fit': 'Nothing can be connected.',
  'DELETE /api/tiktok': 'Nothing can be connected.',
  'DELETE /api/careless/keys/{id}': 'Is rolled back.',
}

/** A connection of the integration that a path names, created if it does not exist or was deleted. */
async function connectionOf(path: string): Promise<Known> {
  const [, plugin] = /^\/api\/(\w+)\b/.exec(path) ?? []
  const integration = plugin === 'connections' ? CONNECTING[0] : plugin
  if (integration === undefined || !CONNECTING.includes(integration)) return {}
  const { rows } = await sql<{ id: string }>`
    select id from user_integrations where integration = ${integration} and status <> 'disconnected'`.execute(
    tables(),
  )
  if (rows[0] !== undefined) {
    // Addresses without one are for the only connection of a person.
    await sql`delete from user_integrations where integration = ${integration} and id <> ${rows[0].id}`.execute(
      tables(),
    )
    return { id: [rows[0].id], connectionId: [rows[0].id] }
  }
  await sql`
    insert into user_integrations (user_id, integration, status, account_id)
    select id, ${integration}, 'connected', gen_random_uuid() from users where email = ${ADMIN.email}`.execute(
    tables(),
  )
  return connectionOf(path)
}

/** Routes that a plugin might add, each of another kind, that should be declared for sessions only. */
const careless: Plugin = {
  name: 'careless',
  version: '1.0.0',
  uses: [accounts, secretStore, database],
  registerServices: (context) =>
    context.contribute(
      offeredProviders,
      notificationProvider({
        instance: fields({}),
        test: async () => {},
        open: () => ({ send: async () => {} }),
      }),
    ),
  configureRoutes: (context) => ({
    async routes(app) {
      const done = { response: { 204: Type.Null() } }
      const body = Type.Object({ id: Type.String() })
      const db = () => context.getService(database).tables<object>()
      app.post(
        '/password',
        { schema: { ...done, body, summary: 'Set a password' } },
        async (request, reply) => {
          await context.getService(accounts).setPassword(request.body.id, 'correct horse battery')
          return reply.code(204).send(null)
        },
      )
      app.put('/secret', { schema: { ...done, summary: 'Set a secret' } }, async (_, reply) => {
        await context.getService(secretStore).write({ owner: 'spotify', name: 'clientSecret' }, 'mine')
        return reply.code(204).send(null)
      })
      // Finds nothing to change, and is rolled back.
      app.delete('/keys/:id', { schema: { ...done, summary: 'Delete a key' } }, async () => {
        await context.getService(database).transaction(async (trx) => {
          await sql`delete from api_keys where id = 'there is none'`.execute(trx)
          throw new Error('rolled back')
        })
      })
      app.get('/promote', { schema: { ...done, summary: 'Become an administrator' } }, async (_, reply) => {
        await sql`update users set role = 'admin' where role = 'admin'`.execute(db())
        return reply.code(204).send(null)
      })
      app.post('/harmless', { schema: { ...done, summary: 'Rename a user' } }, async (_, reply) => {
        await sql`update users set name = 'Ada'`.execute(db())
        return reply.code(204).send(null)
      })
      app.post(
        '/declared',
        { config: { sessionOnly: true }, schema: { ...done, summary: 'Delete the sessions' } },
        async (_, reply) => {
          await sql`delete from sessions`.execute(db())
          return reply.code(204).send(null)
        },
      )
    },
  }),
}

/** One of each thing that an operation can be asked for, with which operations succeed. */
async function createWhatIsAsked(adminId: string, keyId: string): Promise<Known> {
  const user = { email: 'user@example.org', password: 'correct horse battery', role: 'user' as const }
  const { id } = await kernel.getService(accounts).createUser(user)
  const entries = [{ kind: 'manual', label: 'Mood', type: 'number' }]
  const template = await create('/api/metrics/templates', { payload: { name: 'Mine', entries } })
  const job = await create('/api/netflix/import', {
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
    payload: `--b\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nTitle,Date\n"Roma","10/31/26"\n\r\n--b--\r\n`,
  })
  const notice = { kind: 'test', severity: 'info' as const, title: 'Test', message: 'Test', key: 'test' }
  await kernel.getService(notifications).notify({ ...notice, userId: adminId })
  const { rows } = await sql<{ id: string }>`select id::text as id from notifications`.execute(tables())
  const endpoint = await create('/api/webhooks/endpoints', { payload: { url: NOWHERE } })
  const delivery = await sql<{ id: string }>`
    insert into webhook_deliveries (id, endpoint_id, user_id, type, payload, change_count, created_at)
    values (gen_random_uuid(), ${endpoint}, ${adminId}, 'webhook.test', '{}', 0, now()) returning id`.execute(
    tables(),
  )
  const kept = await sql<{ id: string }>`
    insert into kept_exports (user_id, contents, format, storage, storage_name, created_at)
    values (${adminId}, 'library', 'csv', gen_random_uuid(), 'a', now()) returning id`.execute(tables())
  const schedule = await sql<{ id: string }>`
    insert into export_schedules (user_id, contents, format, storage, storage_name, every, begins_at, next_at, created_at)
    values (${adminId}, 'library', 'csv', gen_random_uuid(), 'a', 'week', now(), now(), now()) returning id`.execute(
    tables(),
  )
  const instance = await sql<{ id: string }>`
    insert into plugin_instances (id, plugin, kind, name, enabled, configuration, secrets, form_version)
    values (gen_random_uuid(), 'careless', 'notification', 'a', true, '{}', '{}', 1) returning id`.execute(
    tables(),
  )
  const service = instance.rows[0]?.id ?? ''
  const messages = await createChannels({ adminId, service, notification: rows[0]?.id ?? '' })
  const rules = await createRule(adminId, messages[0] ?? '')
  const ids = [...rows, ...delivery.rows, ...kept.rows, ...schedule.rows, ...instance.rows].map(
    (row) => row.id,
  )
  return {
    id: [id, adminId, keyId, template, job, endpoint, ...ids, ...messages, ...rules],
    channelId: [messages[0] ?? ''],
    ruleId: [rules[0] ?? ''],
    when: [{ on: 'connection' }],
    serviceId: [service],
    // A channel that is confirmed stays so, whatever the code.
    code: ['000000'],
    url: [NOWHERE],
    types: [['item']],
    name: ['spotify'],
    plugin: ['spotify'],
    key: ['clientId'],
    metric: ['manual.mood'],
    date: ['2026-03-01'],
    integration: ['fitbit'],
    from: ['2026-03-01'],
    to: ['2026-03-02'],
    entries: [entries],
    order: [['manual']],
    // A sync is refused of what is paused.
    paused: [false],
    email: [ADMIN.email],
    password: [ADMIN.password],
    apiKey: [listenBrainz.controls.grant().accessToken],
    username: ['sim-ada'],
    settings: [{}],
  }
}

/** A channel that is confirmed, with a delivery, and one that is not. */
async function createChannels(given: { adminId: string; service: string; notification: string }) {
  const { adminId, service, notification } = given
  await sql`insert into notification_services (instance_id, opened_at) values (${service}, now())`.execute(
    tables(),
  )
  const add = () =>
    create('/api/notifications/delivery/channels', { payload: { serviceId: service, name: 'Mine' } })
  const [channel, unconfirmed] = [await add(), await add()]
  await sql`update notification_channels set confirmed_at = null where id = ${unconfirmed}`.execute(tables())
  const { rows } = await sql<{ id: string }>`
    insert into notification_deliveries (user_id, channel_id, notification_id, state, created_at)
    values (${adminId}, ${channel}, ${notification}, 'dead', now()) returning id`.execute(tables())
  return [channel, unconfirmed, ...rows.map((row) => row.id)]
}

/** A rule, and what it has fired for. */
async function createRule(adminId: string, channelId: string): Promise<string[]> {
  const rule = await create('/api/rules', { payload: { when: { on: 'connection' }, channelId } })
  const facts = { on: 'connection', integration: 'fitbit', name: 'Watch', status: 'needs_reauth' }
  const { rows } = await sql<{ id: string }>`
    insert into rule_firings (id, user_id, rule_id, subject, channel_id, facts, fired_at)
    values (gen_random_uuid(), ${adminId}, ${rule}, 'connection/1', ${channelId}, ${JSON.stringify(facts)}, now())
    returning id`.execute(tables())
  const id = rows[0]?.id ?? ''
  await kernel.getService(notifications).notify({
    userId: adminId,
    kind: 'rule_fired',
    severity: 'info',
    title: 'Test',
    message: 'Test',
    key: `rule/${rule}/${id}`,
  })
  return [rule, id]
}

/** An address of this machine that nothing listens at. */
const NOWHERE = 'http://127.0.0.1:9/'

/** What an operation needs beyond what its schema says, to do more than nothing. */
const ASKED_OF: Readonly<Record<string, Known>> = {
  '/api/admin/settings/{plugin}': { values: [{ clientId: 'other', clientSecret: 'other' }] },
}

const tables = () => kernel.getService(database).tables<object>()

async function create(url: string, request: Pick<InjectOptions, 'headers' | 'payload'>): Promise<string> {
  const answer = await kernel.app.inject({
    method: 'POST',
    url,
    ...request,
    headers: { ...request.headers, ...key },
  })
  if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.payload}`)
  return answer.json<{ id: string }>().id
}

/** Requests that fit, for each thing that exists: one with what is required, and one for each part that may be there. */
function* requestsTo(operation: Operation, connection: Known) {
  const parts = new Map(
    everyFocus(operation)
      .toReversed()
      .map((focus) => [focus.name, focus]),
  )
  const namesIds =
    operation.path.includes('{id}') || operation.body?.['application/json']?.properties?.['id'] !== undefined
  for (const id of (connection['id'] ?? known['id'] ?? []).slice(0, namesIds ? undefined : 1)) {
    const given: Known = { ...known, ...connection, ...ASKED_OF[operation.path], id: [id] }
    for (const { name, form } of [{ name: '', form: undefined }, ...parts.values()])
      yield generateRequest(operation, {
        random,
        known: given,
        focus: { name, form: given[name]?.[0] ?? form },
      })
  }
}

interface Outcome {
  readonly operation: string
  readonly tables: readonly string[]
  readonly succeeded: boolean
}

/** What an operation writes to when a key with every scope asks for it in every way. */
async function tryOut(operation: Operation): Promise<Outcome> {
  let succeeded = false
  for (const { method, url, headers, payload } of requestsTo(operation, await connectionOf(operation.path))) {
    const request = {
      method: method as 'GET',
      url,
      headers: { ...headers, ...key },
      ...(payload === undefined ? {} : { payload }),
    }
    const { statusCode } = answersWithEvents(operation.path)
      ? await injectStream(kernel, request)
      : await kernel.app.inject(request)
    succeeded ||= statusCode < 400
  }
  return { operation: `${operation.method} ${operation.path}`, tables: await readWrites(), succeeded }
}

test('operations that change credentials, roles or keys are declared for sessions only, and others are detected', {
  timeout: 240_000,
}, async () => {
  // The events of a job that waits do not end.
  const open = readOperations(kernel.document()).filter(
    ({ takesKeys, path }) => takesKeys && !/^\/api\/jobs\/.*\/events$/.test(path),
  )
  const outcomes: Outcome[] = []
  // What deletes comes last: the others need what there is.
  const isDeletion = ({ method }: Operation) => Number(method === 'DELETE')
  for (const operation of open.toSorted((one, other) => isDeletion(one) - isDeletion(other)))
    outcomes.push(await tryOut(operation))
  const offenders = outcomes.filter(({ operation, tables }) => {
    const permitted = PERMITTED[operation]?.tables ?? (CONNECTS.test(operation) ? ['secrets'] : [])
    return tables.some((table) => !permitted.includes(table))
  })
  expect
    .soft(offenders.map(({ operation, tables }) => `${operation}: ${tables.join()}`).toSorted())
    .toEqual([
      'DELETE /api/careless/keys/{id}: api_keys',
      'GET /api/careless/promote: users',
      'POST /api/careless/password: credentials,known_devices,sessions',
      'PUT /api/careless/secret: secrets',
    ])
  const missed = outcomes.filter(({ succeeded }) => !succeeded).map(({ operation }) => operation)
  expect(missed.toSorted()).toEqual(Object.keys(NOT_REACHED).toSorted())
})
