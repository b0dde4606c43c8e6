import { database } from '@tributary/database'
import { settings } from '@tributary/integration-host'
import { secretKeys } from '@tributary/secrets'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { startSettingsServer } from './settings-server.ts'

test('a secret is in no reply, log line, document or table', async () => {
  const stored = 'canary-stored-secret/1+1='
  const fromEnvironment = 'canary-environment-secret'
  const refused = 'canary7'
  const server = await startSettingsServer({ environment: { PLAYER_CLIENT_SECRET: fromEnvironment } })
  const replies: string[] = []
  const dump: string[] = []
  try {
    const ask = async (...request: Parameters<typeof server.ask>) =>
      replies.push((await server.ask(...request)).text)
    const patch = (values: object) => ask({ method: 'PATCH', body: { values } })
    await ask({})
    await patch({ clientId: 'abc', clientSecret: stored, signingKey: stored })
    await patch({ clientSecret: refused })
    await patch({ clientSecret: [stored] })
    await patch({ [stored.slice(0, 10)]: 1 })
    await ask({ method: 'PATCH', body: { clientSecret: stored } })
    await ask({ method: 'PATCH', body: { values: { clientSecret: stored } }, as: 'user' })
    await ask({})
    await ask({ path: '' })
    expect(await server.kernel.getService(settings).read('player')).toMatchObject({ clientSecret: stored })
    await server.kernel.getService(secretKeys).rotate()
    replies.push(JSON.stringify(server.kernel.document()))
    // A program that prints one by mistake.
    server.kernel.app.log.error({ value: stored, url: encodeURIComponent(stored) }, `the secret is ${stored}`)
    server.kernel.app.log.error(new Error(`the secret is ${fromEnvironment}`))
    const db = server.kernel.getService(database).tables<Record<string, never>>()
    const { rows: tables } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables where table_schema = 'public'`.execute(db)
    for (const { name } of tables) {
      const { rows } = await sql`select * from ${sql.table(name)}`.execute(db)
      dump.push(JSON.stringify(rows))
    }
    expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(['secrets', 'system_config']))
    // A broken table is where a value would most easily get into an error.
    await sql`drop table secrets`.execute(db)
    await patch({ clientSecret: stored })
    expect(replies.at(-1)).toContain('KERNEL_INTERNAL')
  } finally {
    await server.stop()
  }
  expect(server.log.length).toBeGreaterThan(20)
  for (const [place, text] of Object.entries({
    replies: replies.join('\n'),
    log: server.log.join(''),
    dump: dump.join('\n'),
  })) {
    for (const secret of [stored, fromEnvironment, refused]) {
      const forms = [
        secret,
        encodeURIComponent(secret),
        Buffer.from(secret).toString('base64').replace(/=+$/, ''),
      ]
      for (const form of forms) expect(text.includes(form), `${place} has ${secret}`).toBe(false)
    }
  }
})
