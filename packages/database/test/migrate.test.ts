import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Kysely } from 'kysely'
import { expect, it } from 'vitest'
import type { Migration } from '../src/index.ts'
import { killChild, startChild } from './children/start-child.ts'
import { describeDatabase } from './describe-database.ts'

const createTable = (name: string): Migration => ({
  up: (db: Kysely<unknown>) => db.schema.createTable(name).addColumn('id', 'integer').execute(),
})
const fail: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.createTable('half').addColumn('id', 'integer').execute()
    throw new Error('cannot')
  },
}

describeDatabase('migrations', (start) => {
  it('run once, plugin after plugin, each by name', async () => {
    const { database } = await start()
    const contributions = [
      { plugin: 'zoo', value: { '0002-b': createTable('zoo_b'), '0001-a': createTable('zoo_a') } },
      { plugin: 'air', value: { '0001-a': createTable('air_a') } },
    ]
    expect(await database.migrate(contributions)).toEqual([
      { plugin: 'zoo', name: '0001-a' },
      { plugin: 'zoo', name: '0002-b' },
      { plugin: 'air', name: '0001-a' },
    ])
    expect(await database.migrate(contributions)).toEqual([])
  })

  it('of one plugin that fail refuse that plugin, undo their step and let the others go on', async () => {
    const { database } = await start()
    const refused: Error[] = []
    const applied = await database.migrate([
      {
        plugin: 'bad',
        value: { '0001-a': createTable('bad_a'), '0002-b': fail, '0003-c': createTable('bad_c') },
        refuse: (reason) => void refused.push(reason),
      },
      { plugin: 'good', value: { '0001-a': createTable('good_a') } },
    ])
    expect(applied.map(({ plugin, name }) => `${plugin} ${name}`)).toEqual(['bad 0001-a', 'good 0001-a'])
    expect(refused).toMatchObject([{ code: 'DATABASE_MIGRATION_FAILED', cause: { message: 'cannot' } }])
    const { rows } = await database.pool.query(
      `select to_regclass('half') as half, to_regclass('bad_c') as c`,
    )
    expect(rows).toEqual([{ half: null, c: null }])
  })

  it('that fail without a plugin to quarantine, or whose quarantine stops the boot, reject', async () => {
    const { database } = await start()
    await expect(database.migrate([{ plugin: 'bad', value: { '0001-a': fail } }])).rejects.toThrow('cannot')
    const refuse = () => {
      throw new Error('essential')
    }
    await expect(database.migrate([{ plugin: 'bad', value: { '0001-a': fail }, refuse }])).rejects.toThrow(
      'essential',
    )
  })

  it('of a newer version stop everything before anything runs, and name plugins and migrations', async () => {
    const { database } = await start()
    const older = { '0001-a': createTable('app_a') }
    const newer = { ...older, '0002-b': createTable('app_b'), '0003-c': createTable('app_c') }
    await database.migrate([
      { plugin: 'app', value: newer },
      { plugin: 'zoo', value: { '0001-a': createTable('zoo_a'), '0002-b': createTable('zoo_b') } },
    ])
    const refused: Error[] = []
    const refuse = (reason: Error) => void refused.push(reason)
    const attempt = database.migrate([
      { plugin: 'first', value: { '0001-a': createTable('first_a') }, refuse },
      { plugin: 'app', value: older, refuse },
      { plugin: 'zoo', value: { '0001-a': createTable('zoo_a') }, refuse },
    ])
    await expect(attempt).rejects.toMatchObject({
      code: 'DATABASE_NEWER',
      message: expect.stringContaining(
        'this version does not know 0002-b, 0003-c of plugin "app" and 0002-b of plugin "zoo". ' +
          'Start the newer version, or restore the backup made before the upgrade.',
      ) as string,
    })
    // Not a quarantine: the rest would go on beside tables that it does not know.
    expect(refused).toEqual([])
    const { rows } = await database.pool.query(`select to_regclass('first_a') as first`)
    expect(rows).toEqual([{ first: null }])
  })

  it('of a plugin that is no longer listed are ignored', async () => {
    const { database } = await start()
    await database.migrate([{ plugin: 'gone', value: { '0001-a': createTable('gone_a') } }])
    const app = [{ plugin: 'app', value: { '0001-a': createTable('app_a') } }]
    expect(await database.migrate(app)).toEqual([{ plugin: 'app', name: '0001-a' }])
    expect(await database.readSchema()).toEqual({ applied: 2, newer: [] })
  })

  it('of a newer version are noticed while this one runs', async () => {
    const { database } = await start()
    const app = { '0001-a': createTable('app_a') }
    await database.migrate([{ plugin: 'app', value: app }])
    expect(await database.readSchema()).toEqual({ applied: 1, newer: [] })
    await database.pool.query(
      `insert into tributary_migrations.applied (plugin, name) values ('app', '0002-b')`,
    )
    expect(await database.readSchema()).toEqual({ applied: 2, newer: [{ plugin: 'app', name: '0002-b' }] })
  })

  it('that would run before one that has run are an error', async () => {
    const { database } = await start()
    await database.migrate([{ plugin: 'app', value: { '0002-b': createTable('app_b') } }])
    const late = { '0001-a': createTable('app_a'), '0002-b': createTable('app_b') }
    await expect(database.migrate([{ plugin: 'app', value: late }])).rejects.toMatchObject({
      code: 'DATABASE_MIGRATION_ORDER',
    })
  })

  it('killed at any step complete on the next start', { timeout: 240_000 }, async () => {
    const test = await start()
    await test.database.close()
    const options = JSON.stringify(test.options)
    for (const table of ['step_a', 'step_b', 'step_c']) {
      const child = startChild('migrate-notes', [options])
      for await (const [message] of messages(child)) if (message.began === table) break
      await killChild(child)
    }
    const last = startChild('migrate-notes', [options])
    const seen: Message[] = []
    for await (const [message] of messages(last)) {
      seen.push(message)
      if (message.applied !== undefined) break
    }
    expect(seen.at(-1)).toEqual({ applied: ['0003-c'] })
  })

  it('of several processes that start together run once', async () => {
    const { options } = await start()
    const children = Array.from({ length: 4 }, () => startChild('migrate-notes', [JSON.stringify(options)]))
    const applied = await Promise.all(
      children.map(async (child) => {
        for await (const [message] of messages(child))
          if (message.applied !== undefined) return message.applied
        return ['ended early']
      }),
    )
    expect(applied.flat().sort()).toEqual(['0001-a', '0002-b', '0003-c'])
  })
})

interface Message {
  readonly began?: string
  readonly applied?: string[]
}

async function* messages(child: ChildProcess): AsyncGenerator<[Message]> {
  const ended = once(child, 'exit').then(() => undefined)
  const queue: Message[] = []
  let wake = () => {}
  child.on('message', (message: Message) => {
    queue.push(message)
    wake()
  })
  for (;;) {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) yield [next]
    const woken = new Promise<true>((resolve) => {
      wake = () => resolve(true)
    })
    if ((await Promise.race([woken, ended])) === undefined && queue.length === 0) return
  }
}
