import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Contribution, Plugin, PluginContext } from '@tributary/core'
import type { Database } from '@tributary/database'
import type { Provider } from '@tributary/integration-kit/host'
import { openEgress, parseAllowList } from '@tributary/provider-client'
import { secretStore } from '@tributary/secrets'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { DatabaseProviders } from '../../src/instances/database-providers.ts'
import type { InstancesDb, InstanceTables } from '../../src/instances/instance-tables.ts'
import { OfferedKinds } from '../../src/instances/offered-kinds.ts'
import { type FakeService, startFakeService } from './fake-service.ts'
import { type InstancesServer, offering, startInstances } from './instances-server.ts'
import { chatProvider, type Events, valuesOf } from './service-providers.ts'

const TOKEN = 'canary-token-of-the-chat'
const egress = openEgress({ allow: parseAllowList('127.0.0.1') })

let context: PluginContext | undefined
const capturing: Plugin = {
  name: 'capturing',
  version: '1.0.0',
  uses: [secretStore],
  start: (own) => {
    context = own
  },
}

let service: FakeService
let server: InstancesServer
let id: string
/** What the plugins of the process offer at the moment. */
let offered: Contribution<Provider>[]
/** A transaction that the rows are read in. Default: none. */
let earlier: InstancesDb | undefined
let providers: DatabaseProviders
beforeAll(async () => {
  service = await startFakeService(TOKEN)
  server = await startInstances({ plugins: [offering('chat', chatProvider()), capturing] })
  const values = valuesOf('notification', service.url, TOKEN)
  id = await server.create({ plugin: 'chat', kind: 'notification', name: 'operators', values })
})
afterAll(async () => {
  await server.stop()
  await service.stop()
  await egress.close()
})
beforeEach(() => {
  if (context === undefined) throw new Error('not started')
  earlier = undefined
  offered = []
  providers = new DatabaseProviders({
    audit: { record: async () => {} },
    // All that it asks of a database.
    database: { tables: () => earlier ?? server.database.tables() } as unknown as Database,
    secrets: context.getService(secretStore),
    offered: new OfferedKinds({ contributions: () => offered, reasonOf: (plugin) => `${plugin} is gone` }),
    onSecret: () => {},
    onChange: () => {},
    egress,
    closing: new AbortController().signal,
    logger: context.logger,
  })
})
afterEach(() => providers.stop(1000))

/** Loads the plugin in place of what was loaded. */
function load(): Events {
  const events: Events = { opened: [], closed: [] }
  offered = [{ plugin: 'chat', added: true, value: chatProvider(events), refuse: () => {} }]
  return events
}

const send = () =>
  providers.use({ kind: 'notification', instance: id }, (channel) =>
    channel.send({ title: 'Title', text: 'Text', severity: 'info' }),
  )

test('after its plugin was loaded again, an instance is used by the new one, and the old one is closed', async () => {
  const older = load()
  await send()
  const newer = load()
  await send()
  await vi.waitFor(() => expect(older).toEqual({ opened: ['#operators'], closed: ['#operators'] }), {
    timeout: 20_000,
  })
  expect(newer).toEqual({ opened: ['#operators'], closed: [] })
})

test('after its plugin was unloaded, an instance is refused and closed, also if it is not used any longer', async () => {
  const used = load()
  await send()
  offered = []
  await expect(send()).rejects.toMatchObject({ code: 'INSTANCES_UNAVAILABLE', message: 'chat is gone' })
  await vi.waitFor(() => expect(used.closed).toHaveLength(1), { timeout: 20_000 })
  for (const release of [async () => providers.releaseUnloaded(), () => providers.sweep()]) {
    const unused = load()
    await send()
    offered = []
    await release()
    await vi.waitFor(() => expect(unused.closed).toHaveLength(1), { timeout: 20_000 })
  }
})

/** A function of its own, since the frame of the test would hold the plugin. */
async function useAndUnload(): Promise<WeakRef<object>> {
  load()
  const unloaded = new WeakRef(offered[0]?.value ?? {})
  await send()
  offered = []
  providers.releaseUnloaded()
  return unloaded
}

test('nothing holds a plugin that was unloaded', async () => {
  const unloaded = await useAndUnload()
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  await vi.waitFor(
    () => {
      collect()
      // The value itself in an error would be held by it.
      expect(unloaded.deref() === undefined).toBe(true)
    },
    { timeout: 20_000 },
  )
})

test('a use that has read an earlier revision does not open it in place of a later one', async () => {
  const events = load()
  const snapshot = await server.database
    .tables<InstanceTables>()
    .startTransaction()
    .setIsolationLevel('repeatable read')
    .execute()
  await snapshot.selectFrom('plugin_instances').select('revision').execute()
  await server.ask('PATCH', `/plugins/instances/${id}`, { values: { room: '#night' } })
  await send()
  earlier = snapshot
  await send()
  earlier = undefined
  await send()
  await snapshot.rollback().execute()
  expect(events.opened).toEqual(['#night'])
})
