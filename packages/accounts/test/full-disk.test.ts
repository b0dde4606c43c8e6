import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AccountsServer, PASSWORD, startAccountsServer } from './accounts-server.ts'

let server: AccountsServer
beforeAll(async () => {
  server = await startAccountsServer()
  await server.createUser('ada@example.org')
})
afterAll(() => server.stop())

it.each([
  { state: '53100', code: 'DATABASE_DISK_FULL' },
  { state: '25006', code: 'DATABASE_READ_ONLY' },
])('a sign-in on a full disk ($state) is answered with 503 and the cause', async ({ state, code }) => {
  const db = server.database.database.tables<unknown>()
  await sql
    .raw(`
      create function refuse() returns trigger language plpgsql as
        'begin raise exception ''no room'' using errcode = ''${state}''; end';
      create trigger full_disk before insert or update on sessions for each row execute function refuse();
      create trigger full_disk before insert or update on users for each row execute function refuse()`)
    .execute(db)
  const answer = await server.inject({
    method: 'POST',
    url: '/api/accounts/sign-in/email',
    payload: { email: 'ada@example.org', password: PASSWORD },
  })
  await sql.raw('drop function refuse cascade').execute(db)
  expect(answer.json()).toMatchObject({
    status: 503,
    code,
    detail: expect.stringMatching(/^The disk of the database .*(?:An administrator|\/health)/),
  })
  expect(answer.headers['retry-after']).toBe('5')
  await expect(server.signIn('ada@example.org')).resolves.toContain('=')
})
