import pg from 'pg'
import { afterEach, expect, it } from 'vitest'
import { createDatabase } from '../../src/index.ts'
import { problemOfServer, type ServerFacts } from '../../src/session/check-server.ts'
import { postgresServer } from '../../src/testing/index.ts'

const made: string[] = []
afterEach(async () => {
  const server = await postgresServer()
  for (const url of made.splice(0)) await server.dropDatabase(url)
})

/** A database of the shared server, changed by its owner. */
async function makeDatabase(definition: string, ...statements: readonly string[]): Promise<string> {
  const url = await (await postgresServer()).createDatabase({ definition })
  made.push(url)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  for (const statement of statements)
    await client.query(statement.replaceAll('NAME', new URL(url).pathname.slice(1)))
  await client.end()
  return url
}

async function openFailure(databaseUrl: string): Promise<unknown> {
  const database = createDatabase({ databaseUrl, dataDir: '.', startTimeout: 300 })
  const failure = await database.open().then(
    () => undefined,
    (error: unknown) => error,
  )
  await database.close()
  return failure
}

function roleOf(url: string): string {
  return new URL(url).username
}

const GOOD: ServerFacts = {
  versionNumber: 150_000,
  version: '15.0',
  database: 'tributary',
  role: 'ada',
  encoding: 'UTF8',
  standby: false,
  readOnly: false,
  hasIcu: true,
  createsInPublic: true,
  createsSchemas: true,
  hasMigrations: false,
}

it.each([
  { encoding: 'LATIN1', definition: `encoding 'LATIN1' locale 'C' template template0` },
  { encoding: 'SQL_ASCII', definition: `encoding 'SQL_ASCII' locale 'C' template template0` },
])('a database in $encoding is refused with how to create another', async ({ encoding, definition }) => {
  expect(await openFailure(await makeDatabase(definition))).toMatchObject({
    code: 'DATABASE_UNSUITABLE',
    message: expect.stringMatching(
      new RegExp(`has the encoding ${encoding}, .*"create database … encoding 'UTF8' template template0"`),
    ),
  })
})

it('a read-only database is refused with the setting to reset', async () => {
  const url = await makeDatabase('', 'alter database NAME set default_transaction_read_only = on')
  expect(await openFailure(url)).toMatchObject({
    code: 'DATABASE_UNSUITABLE',
    message: expect.stringContaining('": reset default_transaction_read_only'),
  })
})

it('a role that may not create tables or schemas is refused with the missing grant', async () => {
  const tables = await makeDatabase('', 'revoke create on schema public from pg_database_owner')
  expect(await openFailure(tables)).toMatchObject({
    code: 'DATABASE_NO_RIGHTS',
    message: expect.stringContaining(`"grant create on schema public to "${roleOf(tables)}""`),
  })
  const schemas = await makeDatabase('', 'revoke create on database NAME from current_user')
  expect(await openFailure(schemas)).toMatchObject({
    code: 'DATABASE_NO_RIGHTS',
    message: expect.stringMatching(/"grant create on database "test_\w+" to "\w+""/),
  })
  const none = await makeDatabase('', 'drop schema public cascade')
  expect(await openFailure(none)).toMatchObject({
    code: 'DATABASE_NO_RIGHTS',
    message: expect.stringContaining(`"create schema public authorization "${roleOf(none)}""`),
  })
})

it('the right to create schemas is needed only until they exist', async () => {
  const statements = [
    'create schema tributary_migrations',
    'revoke create on database NAME from current_user',
  ]
  expect(await openFailure(await makeDatabase('', ...statements))).toBeUndefined()
})

it('a server without a free connection is waited for, then reported with what to do', async () => {
  const url = await makeDatabase('', 'alter database NAME connection limit 0')
  const begun = performance.now()
  expect(await openFailure(url)).toMatchObject({
    code: 'DATABASE_BUSY',
    message: expect.stringMatching(
      /has no free connection \(too many connections for database "\w+"\): raise its limit/,
    ),
  })
  expect(performance.now() - begun).toBeGreaterThan(300)
})

it('a database that fits has no problem, and each that does not has its own', () => {
  expect(problemOfServer(GOOD)).toBeUndefined()
  const problems = [
    { versionNumber: 140_012, version: '14.12', standby: true },
    { standby: true, readOnly: true },
    { hasIcu: false },
  ].map((facts) => problemOfServer({ ...GOOD, ...facts }))
  expect(problems.map((problem) => [problem?.code, problem?.message])).toEqual([
    ['DATABASE_TOO_OLD', 'DATABASE_URL leads to PostgreSQL 14.12; version 15 or newer is needed.'],
    [
      'DATABASE_UNSUITABLE',
      'DATABASE_URL leads to a standby, which is read-only: set it to the primary server.',
    ],
    ['DATABASE_UNSUITABLE', expect.stringContaining('has the collation "und-x-icu"')],
  ])
})
