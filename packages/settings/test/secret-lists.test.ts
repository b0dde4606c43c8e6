import { database } from '@tributary/database'
import { settings } from '@tributary/integration-host'
import { field, fields } from '@tributary/integration-kit'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { SECRET_MASK } from '../src/index.ts'
import { type SettingsServer, startSettingsServer } from './settings-server.ts'

const schema = fields({
  keys: field.array({
    label: 'Keys',
    required: false,
    maxItems: 4,
    uniqueItems: true,
    env: 'PLAYER_KEYS',
    items: field.secret({
      label: 'Key',
      minLength: 10,
      rules: [{ must: { pattern: '^canary-' }, message: 'A key begins with canary-.' }],
    }),
  }),
  name: field.text({ label: 'Name', required: false }),
})

const ONE = 'canary-one-1111'
const TWO = 'canary-two-2222'
const THREE = 'canary-three-3333'

describe('a list of secrets', () => {
  let server: SettingsServer
  beforeAll(async () => {
    server = await startSettingsServer({ playerSettings: { schema }, auditing: true })
  })
  afterAll(() => server.stop())
  afterEach(() => server.ask({ method: 'DELETE' }))

  const change = (keys: unknown) => server.ask({ method: 'PATCH', body: { values: { keys } } })
  const read = async () => (await server.kernel.getService(settings).read('player'))?.keys
  const masks = async (): Promise<string[]> => (await server.ask({})).body.form.data.keys
  const rowsOf = async (query: string) => (await server.kernel.getService(database).pool.query(query)).rows

  test('is masked one by one', async () => {
    const { status, body, text } = await change([ONE, TWO])
    expect(status).toBe(200)
    const shown = body.form.data.keys
    expect(shown).toEqual([expect.stringContaining(SECRET_MASK), expect.stringContaining(SECRET_MASK)])
    expect(new Set(shown).size).toBe(2)
    expect(body.fields[0]).toMatchObject({ value: shown, isSet: true, state: 'valid' })
    expect(text).not.toContain('canary-one')
    expect(await read()).toEqual([ONE, TWO])
  })

  test('a mask keeps its secret when others are removed, added and moved', async () => {
    await change([ONE, TWO])
    const [first, second] = await masks()
    expect(await change([THREE, second, first])).toMatchObject({ status: 200 })
    expect(await read()).toEqual([THREE, TWO, ONE])
    await change([first])
    expect(await read()).toEqual([ONE])
    expect(await masks()).toEqual([first])
    expect(await rowsOf(`select name from secrets where owner = 'settings'`)).toHaveLength(1)
    await change([])
    expect(await read()).toEqual([])
    expect(await rowsOf(`select name from secrets where owner = 'settings'`)).toEqual([])
  })

  test('a mask of a secret that is not stored, or of one that is masked twice, is refused at its entry', async () => {
    await change([ONE])
    const [first] = await masks()
    await change([TWO])
    for (const [keys, message] of [
      [[first], 'Entry 1: This masks a secret that is not stored'],
      [[TWO, SECRET_MASK], 'Entry 2: This masks a secret that is not stored'],
    ] as const)
      expect((await change(keys)).body.errors[0].message).toContain(message)
    const [second] = await masks()
    expect((await change([second, second])).body.errors[0].message).toContain(
      'Entry 2: This masks a secret that',
    )
    expect(await read()).toEqual([TWO])
  })

  test('the rules of its entries apply, also to those behind masks', async () => {
    await change([ONE])
    const [first] = await masks()
    const { body } = await change([first, 'canary-', 'short', ONE, TWO])
    expect(body.errors[0].messages).toEqual([
      'Entry 2: Enter at least 10 characters.',
      'Entry 3: Enter at least 10 characters.',
      'Entry 3: A key begins with canary-.',
      'Enter at most 4 entries.',
      'Enter each entry once.',
    ])
    expect(JSON.stringify(body)).not.toContain('one-1111')
    expect((await change('canary-not-a-list')).body.errors[0].messages).toEqual(['Enter a list.'])
  })

  test('no secret is in a row, in the log or in the audit log', async () => {
    await change([ONE, TWO])
    const [first] = await masks()
    await change([first, THREE])
    await server.ask({})
    const tables = await rowsOf(
      `select table_name as name from information_schema.tables where table_schema = 'public'`,
    )
    const stored = await Promise.all(tables.map(({ name }) => rowsOf(`select t::text from "${name}" t`)))
    for (const secret of [ONE, TWO, THREE]) {
      expect(JSON.stringify(stored)).not.toContain(secret)
      expect(server.log.join('')).not.toContain(secret)
    }
    const changes = await rowsOf(
      `select changes from audit_entries where subject_id = 'player' and action = 'updated'`,
    )
    expect(changes[0]?.changes).toEqual([{ field: 'keys', isSecret: true }])
  })

  test('an entry that cannot be decrypted is named, and the others are kept', async () => {
    await change([ONE, TWO])
    const shown = await masks()
    await rowsOf(
      `update secrets set sealed = sealed || 'AAAA' where name like '%#${shown[1]?.slice(SECRET_MASK.length)}'`,
    )
    const { body } = await server.ask({})
    expect(body.fields[0]).toMatchObject({
      state: 'unopenable',
      value: shown,
      problems: ['Entry 2: The stored secret cannot be decrypted: enter it again.'],
    })
    expect(await server.kernel.getService(settings).read('player')).toBeUndefined()
    expect((await change(shown)).body.errors[0].message).toContain(
      'Entry 2: The stored secret cannot be decrypted',
    )
    expect(await change([shown[0], THREE])).toMatchObject({ status: 200 })
    expect(await read()).toEqual([ONE, THREE])
  })

  test('clearing the field deletes its secrets', async () => {
    await change([ONE, TWO])
    await server.ask({ method: 'DELETE', path: '/player/values/keys' })
    expect(await rowsOf(`select name from secrets where owner = 'settings'`)).toEqual([])
    await change([ONE, TWO])
    await change(null)
    expect(await rowsOf(`select name from secrets where owner = 'settings'`)).toEqual([])
  })
})

test('a list of secrets of the environment is masked, and stays as long as the form sends what it received', async () => {
  const server = await startSettingsServer({
    playerSettings: { schema },
    environment: { PLAYER_KEYS: `${ONE}, ${TWO}` },
  })
  try {
    const { body, text } = await server.ask({})
    expect(body.fields[0]).toMatchObject({ value: [SECRET_MASK, SECRET_MASK], origin: 'environment' })
    expect(text).not.toContain('canary-one')
    for (const keys of [[], [SECRET_MASK, SECRET_MASK]])
      await server.ask({ method: 'PATCH', body: { values: { name: 'a', keys } } })
    expect(await server.kernel.getService(settings).read('player')).toEqual({ name: 'a', keys: [ONE, TWO] })
    expect(server.log.join('')).not.toContain(ONE)
  } finally {
    await server.stop()
  }
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
  const servers = [await startSettingsServer({ playerSettings: { schema: single } })]
  const place = servers[0]?.place
  try {
    await servers[0]?.ask({ method: 'PATCH', body: { values: { key: ONE } } })
    for (const [form, values] of [
      [list, { keys: [ONE, TWO] }],
      [singleAgain, { key: TWO }],
    ] as const) {
      const server = await startSettingsServer({ playerSettings: { schema: form }, ...(place && { place }) })
      servers.push(server)
      expect(await server.kernel.getService(settings).read('player')).toEqual(values)
    }
    const { rows } = await (servers[2] as SettingsServer).kernel
      .getService(database)
      .pool.query(`select name from secrets where owner = 'settings'`)
    expect(rows).toEqual([{ name: 'plugin.player.key' }])
  } finally {
    for (const server of servers.slice(1)) await server.stopKernel()
    await servers[0]?.stop()
  }
})
