import { field, fields, IntegrationError } from '@tributary/integration-kit'
import { notificationProvider } from '@tributary/integration-kit/providers'
import { startVaultSimulator, type VaultSimulator } from '@tributary/secrets/simulator'
import { sql } from 'kysely'
import type { TObject } from 'typebox'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { SECRET_MASK } from '../../src/index.ts'
import { type InstancesServer, offering, startInstances } from './instances-server.ts'

const ROOT = '/plugins/instances'
const HOUR = 3_600_000
const ONE = 'canary-one-1111'
const TWO = 'canary-two-2222'
const THREE = 'canary-three-3333'

const form = fields({
  keys: field.array({
    label: 'Keys',
    required: false,
    maxItems: 4,
    uniqueItems: true,
    items: field.secret({
      label: 'Key',
      minLength: 10,
      rules: [{ must: { pattern: '^canary-' }, message: 'A key begins with canary-.' }],
    }),
  }),
  name: field.text({ label: 'Name', required: false }),
})

/** What the implementation was opened with. */
const opened: unknown[] = []

const chat = (instance: TObject = form) =>
  offering(
    'chat',
    notificationProvider({
      instance,
      test: async ({ config }) => {
        throw new IntegrationError('upstream', `It sent back ${JSON.stringify(config)}.`)
      },
      open({ config }) {
        opened.push(config)
        return { send: async () => {} }
      },
    }),
  )

let now = () => Date.now()
let vault: VaultSimulator
let server: InstancesServer
const withVault = () => ({
  vault: { addresses: [vault.url], auth: { method: 'token', token: 'root' } as const },
})
beforeAll(async () => {
  vault = await startVaultSimulator({ token: 'root', now: () => now() })
  server = await startInstances({ ...withVault(), plugins: [chat()] })
})
afterAll(async () => {
  await server.stop()
  await vault.stop()
})
afterEach(async () => {
  now = () => Date.now()
  await sql`drop trigger if exists fail on plugin_instances`.execute(db())
  for (const { id } of (await server.ask('GET', ROOT)).body.items) await server.ask('DELETE', `${ROOT}/${id}`)
})

const db = () => server.database.tables<Record<string, never>>()
const create = (keys: unknown) =>
  server.create({ plugin: 'chat', kind: 'notification', name: 'operators', values: { keys } })
const change = (id: string, keys: unknown) => server.ask('PATCH', `${ROOT}/${id}`, { values: { keys } })
const replace = (id: string, values: object) => server.ask('PUT', `${ROOT}/${id}/configuration`, { values })
const masks = async (id: string): Promise<string[]> =>
  (await server.ask('GET', `${ROOT}/${id}/configuration`)).body.form.data.keys
const use = async (process = server): Promise<unknown> => {
  const target = { kind: 'notification', instance: 'operators' } as const
  await process.providers.use(target, () => undefined)
  return (opened.at(-1) as { keys: unknown }).keys
}
const namesOf = async () => {
  const { rows } = await sql<{ name: string }>`select name from secrets where owner = 'plugins'`.execute(db())
  return rows.map(({ name }) => name)
}
/** Those of the crash; others were removed a moment ago, and are not yet swept. */
const inVault = () =>
  [...vault.values().values()]
    .flat()
    .map((secret) => (secret as { value: string }).value)
    .filter((value) => value.includes('crash'))

describe('a list of secrets of an instance', () => {
  test('is masked one by one, and opened with the instance', async () => {
    const id = await create([ONE, TWO])
    const { body, text } = await server.ask('GET', `${ROOT}/${id}/configuration`)
    const shown = body.form.data.keys
    expect(new Set(shown).size).toBe(2)
    for (const mask of shown) expect(mask).toMatch(new RegExp(`^${SECRET_MASK}[0-9a-f]{8}$`))
    expect(body.values.keys).toEqual(shown)
    expect(body.fields[0]).toMatchObject({ value: shown, isSet: true, problems: [] })
    expect(text).not.toContain('canary')
    expect(await use()).toEqual([ONE, TWO])
    expect((await namesOf()).toSorted()).toEqual(
      shown.map((mask: string) => `instance/${id}/keys#${mask.slice(SECRET_MASK.length)}`).toSorted(),
    )
  })

  test('a mask keeps its secret when others are removed, added and moved', async () => {
    const id = await create([ONE, TWO])
    const [first, second] = await masks(id)
    expect((await change(id, [THREE, second, first])).status).toBe(200)
    expect(await use()).toEqual([THREE, TWO, ONE])
    expect((await change(id, [first, second])).status).toBe(200)
    expect(await use()).toEqual([ONE, TWO])
    expect((await change(id, [second, first])).status).toBe(200)
    expect(await use()).toEqual([TWO, ONE])
    expect(await masks(id)).toEqual([second, first])
    // A replacement keeps secrets that it does not name.
    expect((await replace(id, { name: 'a' })).status).toBe(200)
    expect(await use()).toEqual([TWO, ONE])
    expect((await replace(id, { keys: [first] })).status).toBe(200)
    expect(await use()).toEqual([ONE])
    expect(await namesOf()).toHaveLength(1)
    await change(id, [])
    expect(await use()).toEqual([])
    expect(await namesOf()).toEqual([])
    await change(id, [ONE])
    await change(id, null)
    expect(await use()).toBeUndefined()
    expect(await namesOf()).toEqual([])
  })

  test('its rules apply to each entry, also behind masks', async () => {
    const id = await create([ONE])
    const [first] = await masks(id)
    const { status, body, text } = await change(id, [first, 'canary-', 'short', ONE, TWO])
    expect(status).toBe(400)
    expect(body.errors[0].messages).toEqual([
      'Entry 2: Enter at least 10 characters.',
      'Entry 3: Enter at least 10 characters.',
      'Entry 3: A key begins with canary-.',
      'Enter at most 4 entries.',
      'Enter each entry once.',
    ])
    expect(text).not.toContain('one-1111')
    await change(id, [TWO])
    for (const keys of [[first], [SECRET_MASK]])
      expect((await change(id, keys)).body.errors[0].message).toContain(
        'Entry 1: This masks a secret that is not stored',
      )
    expect(await use()).toEqual([TWO])
  })

  test('is tested over what is stored, and no outcome, row, log or audit entry has a secret', async () => {
    const id = await create([ONE, TWO])
    const [first] = await masks(id)
    const { body, text } = await server.ask('POST', `${ROOT}/${id}/test`, {
      values: { keys: [first, THREE] },
    })
    expect(body.steps[0].problem).toContain('"keys":["***","***"]')
    await change(id, [first, THREE])
    const { rows } =
      await sql`select plugin_instances::text, secrets::text from plugin_instances, secrets`.execute(db())
    expect(JSON.stringify(rows) + text + server.log.join('')).not.toContain('canary')
    const audit = await server.ask('GET', `/audit?subjectType=plugin_instance&subjectId=${id}`)
    expect(audit.body.items.map((entry: { changes: unknown }) => entry.changes)).toEqual([
      [{ field: 'values.keys', isSecret: true, before: null, after: null }],
      expect.arrayContaining([{ field: 'values.keys', isSecret: true, before: null, after: null }]),
    ])
    expect(audit.text).not.toContain('#secrets')
  })

  test('an entry that is lost makes the instance unusable, and can be replaced while the others are kept', async () => {
    const id = await create([ONE, TWO])
    const shown = await masks(id)
    await sql`delete from secrets where name like ${`%#${shown[1]?.slice(SECRET_MASK.length)}`}`.execute(db())
    await expect(use()).rejects.toMatchObject({
      code: 'INSTANCES_INVALID',
      message: expect.stringContaining('Entry 2: The stored secret cannot be decrypted'),
    })
    expect((await change(id, shown)).body.errors[0].message).toContain('Entry 2: The stored secret')
    expect((await change(id, [shown[0], THREE])).status).toBe(200)
    expect(await use()).toEqual([ONE, THREE])
  })

  test('goes with its instance, and what a crash leaves of it is swept', async () => {
    now = () => Date.now() - 2 * HOUR
    const id = await create(['canary-crash-one'])
    const [first] = await masks(id)
    await sql`create or replace function fail() returns trigger language plpgsql as $$ begin raise exception 'killed'; end $$`.execute(
      db(),
    )
    await sql`create trigger fail before insert or update on plugin_instances execute function fail()`.execute(
      db(),
    )
    expect((await change(id, ['canary-crash-two', first, 'canary-crash-three'])).status).toBe(500)
    expect(inVault()).toHaveLength(3)
    const sweep = async (expected: readonly string[]) => {
      const second = await startInstances({ ...withVault(), plugins: [chat()], place: server.place })
      await vi.waitFor(() => expect(inVault()).toEqual(expected), { timeout: 5000 })
      return second
    }
    const second = await sweep(['canary-crash-one'])
    expect(await use(second)).toEqual(['canary-crash-one'])
    await second.stopKernel()
    await server.ask('DELETE', `${ROOT}/${id}`)
    expect(await namesOf()).toEqual([])
    await (await sweep([])).stopKernel()
  })

  test('while Vault is sealed, other values change and lists stay', async () => {
    const id = await create([ONE])
    const second = await startInstances({ ...withVault(), plugins: [chat()], place: server.place })
    const [first] = await masks(id)
    vault.seal()
    const patch = (values: object) => second.ask('PATCH', `${ROOT}/${id}`, { values })
    expect(await patch({ name: 'b' })).toMatchObject({ status: 200 })
    expect((await patch({ keys: [first, TWO] })).body).toMatchObject({ code: 'SECRETS_VAULT_UNAVAILABLE' })
    expect((await second.ask('GET', `${ROOT}/${id}/configuration`)).body.values.keys).toEqual([first])
    vault.unseal()
    await vi.waitFor(async () => expect((await patch({ keys: [first, TWO] })).status).toBe(200), {
      timeout: 6000,
    })
    await second.stopKernel()
    expect(await use()).toEqual([ONE, TWO])
  })
})

test('a new version of a form makes a list of secrets of a secret, and a secret of a list', async () => {
  const single = fields({ key: field.secret({ label: 'Key' }) })
  const list = fields(
    { keys: field.array({ label: 'Keys', items: field.secret({ label: 'Key' }) }) },
    { version: 2, migrations: { 2: ({ key }) => ({ keys: [key, TWO] }) } },
  )
  const singleAgain = fields(
    { key: field.secret({ label: 'Key' }) },
    { version: 3, migrations: { 2: () => ({}), 3: ({ keys }) => ({ key: (keys as string[])[1] }) } },
  )
  const first = await startInstances({ plugins: [chat(single)] })
  const running = [first]
  const read = async (process: InstancesServer) => {
    await process.providers.use({ kind: 'notification', instance: 'a' }, () => undefined)
    return opened.at(-1)
  }
  try {
    const values = { key: ONE }
    const id = await first.create({ plugin: 'chat', kind: 'notification', name: 'a', values })
    for (const [instance, expected, names] of [
      [list, { keys: [ONE, TWO] }, [expect.stringContaining('keys#'), expect.stringContaining('keys#')]],
      [singleAgain, { key: TWO }, [`instance/${id}/key`]],
    ] as const) {
      const next = await startInstances({ plugins: [chat(instance)], place: first.place })
      running.push(next)
      expect(await read(next)).toEqual(expected)
      const { rows } = await next.database.pool.query(`select name from secrets where owner = 'plugins'`)
      expect(rows.map(({ name }) => name)).toEqual(names)
    }
  } finally {
    for (const server of running.slice(1)) await server.stopKernel()
    await first.stop()
  }
})
