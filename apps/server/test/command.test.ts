import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADMIN, runCommand, ServerProcess, temporaryDirectory } from './server-process.ts'

describe('the tributary command', { timeout: 120_000 }, () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  const environment = () => ({
    DATA_DIR: directory.path,
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
  })
  beforeAll(async () => {
    directory = await temporaryDirectory()
    const migrated = await runCommand(['migrate'], environment())
    expect(migrated).toMatchObject({ code: 0, stderr: '' })
    expect(migrated.stdout).toMatch(
      /^audit 0001[^]*\naccounts 0001[^]*\nsecrets 0001[^]*\nsettings 0001[^]*\njobs 0001[^]*\nlibrary 0001/,
    )
  })
  afterAll(async () => directory[Symbol.asyncDispose]())

  test('migrate has nothing to do the second time', async () => {
    expect(await runCommand(['migrate'], environment())).toMatchObject({
      code: 0,
      stdout: 'The database is up to date.\n',
    })
  })

  test('only the key is printed and is valid; the import prints only its result on standard output', async () => {
    const user = await runCommand(['users', 'create', '--email', 'ada@example.org'], environment())
    expect(user.code).toBe(0)
    expect(user.stdout).toMatch(/^\S+\npassword: \S{20}\n$/)
    const key = await runCommand(
      ['keys', 'create', '--user', 'ada@example.org', '--name', 'script'],
      environment(),
    )
    expect(key).toMatchObject({ code: 0, stderr: '' })
    expect(key.stdout).toMatch(/^\S+\n$/)
    const file = join(directory.path, 'history.csv')
    await writeFile(file, 'Title,Date\n"A Film","2025-06-19"\n')
    const imported = await runCommand(
      ['import', 'netflix', file, '--user', 'ada@example.org', '--option', 'profile=Ada'],
      environment(),
    )
    expect(imported).toMatchObject({
      code: 0,
      stdout: 'succeeded: 1 new, 0 updated, 0 known, 0 rejected, 0 skipped\n',
    })
    await using server = await ServerProcess.start(environment())
    const items = await fetch(`${server.url}/api/library/items`, {
      headers: { authorization: `Bearer ${key.stdout.trim()}` },
    })
    expect(await items.json()).toMatchObject({
      items: [{ title: 'A Film', profile: 'Ada', occurredOn: '2025-06-19' }],
    })
  })

  test('a new password ends all sessions of the user', async () => {
    await runCommand(['users', 'create', '--email', 'eve@example.org', '--admin'], environment())
    const given = await runCommand(['users', 'set-password', '--email', 'Eve@example.org'], environment())
    expect(given).toMatchObject({ code: 0, stderr: '' })
    const password = /^password: (\S{20})\n$/.exec(given.stdout)?.[1] ?? ''
    const list = await runCommand(['users', 'list'], environment())
    expect(list.stdout).toMatch(/eve@example.org +│ eve +│ admin +│ active/)
    expect(list.stdout).toMatch(new RegExp(`${ADMIN.email} `))
    const nobody = await runCommand(['users', 'set-password', '--email', 'nobody@example.org'], environment())
    expect(nobody).toMatchObject({ code: 1, stdout: '' })
    expect(nobody.stderr).toContain('There is no user nobody@example.org.')
    const short = ['users', 'set-password', '--email', 'eve@example.org', '--password', 'short']
    expect((await runCommand(short, environment())).stderr).toContain('a password has 8 to 128 characters')
    await using server = await ServerProcess.start(environment())
    const signIn = (secret: string) =>
      fetch(`${server.url}/api/accounts/sign-in/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: 'eve@example.org', password: secret }),
      })
    expect((await signIn(password)).status).toBe(204)
    expect((await signIn('short')).status).toBe(401)
  })

  test('an unknown plugin cannot be disabled', async () => {
    const result = await runCommand(['plugins'], { ...environment(), DISABLED_PLUGINS: 'netflx,spotify' })
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toContain('DISABLED_PLUGINS: there is no plugin "netflx". There are: database, ')
  })

  test('a file that does not import ends with its line, column and a code for scripts', async () => {
    const file = join(directory.path, 'bad.csv')
    await writeFile(file, 'Title,Date\n"A Film","31/31/2025"\n')
    const result = await runCommand(['import', 'netflix', file, '--user', ADMIN.email], environment())
    expect(result.code).toBe(1)
    expect(result.stdout).toMatch(/^failed: 0 new.*\n.*line 2/is)
  })

  test('import prints the warnings of the job', async () => {
    const file = join(directory.path, 'twice.csv')
    await writeFile(file, 'Title,Date\n"A","6/17/25"\n"B","6/18/25"\n"C","6/19/25"\n')
    const importAs = (profile: string) =>
      runCommand(
        ['import', 'netflix', file, '--user', ADMIN.email, '--option', `profile=${profile}`],
        environment(),
      )
    expect((await importAs('First')).stdout).not.toContain('Warning')
    expect((await importAs('Second')).stdout).toMatch(/^succeeded: 3 new.*\nWarning: .*First/)
  })

  test('plugins shows the state of each', async () => {
    const result = await runCommand(['plugins'], environment())
    expect(result.code).toBe(0)
    for (const name of ['database', 'accounts', 'jobs', 'library', 'operations', 'netflix'])
      expect(result.stdout).toMatch(new RegExp(`${name} .*ready`))
  })

  test('commands run beside a running server, which serves their changes', async () => {
    await using server = await ServerProcess.start(environment())
    const created = await runCommand(['users', 'create', '--email', 'bob@example.org'], environment())
    expect(created).toMatchObject({ code: 0, stderr: '' })
    const list = await runCommand(['users', 'list'], environment())
    expect(list).toMatchObject({ code: 0, stderr: '' })
    expect(list.stdout).toMatch(/bob@example.org +│ bob +│ user +│ active/)
    const plugins = await runCommand(['plugins'], environment())
    expect(plugins).toMatchObject({ code: 0, stderr: '' })
    expect(plugins.stdout).toMatch(/database .*ready/)
    const response = await fetch(`${server.url}/api/accounts/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        email: 'bob@example.org',
        password: /^password: (\S{20})$/m.exec(created.stdout)?.[1],
      }),
    })
    expect(response.status).toBe(204)
  })

  test.each([
    [['import', 'netflix', '/no/such/file', '--user', ADMIN.email], 'There is no file /no/such/file.'],
    [
      ['import', 'nowhere', import.meta.filename, '--user', ADMIN.email],
      '"nowhere" is not an integration with file import. Available: ',
    ],
    [
      ['import', 'netflix', import.meta.filename, '--user', 'nobody@example.org'],
      'There is no user nobody@example.org.',
    ],
    [
      ['import', 'netflix', import.meta.filename, '--user', ADMIN.email, '--option', 'dateOrder=xyz'],
      'Choose one of auto, dmy, mdy, ymd.',
    ],
    [
      ['keys', 'create', '--user', 'nobody@example.org', '--name', 'x'],
      'There is no user nobody@example.org.',
    ],
  ])('%j fails with a sentence', async (args, message) => {
    const result = await runCommand(args, environment())
    expect(result.code).toBe(1)
    expect(result.stderr).toContain(message)
    expect(result.stderr).not.toContain('    at ')
  })

  test('an invalid setting stops the start with all errors', async () => {
    const result = await runCommand(['serve'], {
      ...environment(),
      PORT: 'many',
      LOG_LEVEL: 'loud',
      DATABASE_URL: 'mysql://secret@host/db',
      TRUST_PROXY: '1',
      AUTH_SECRET: 'short',
      TRUSTED_ORIGINS: 'example.org',
    })
    expect(result.code).toBe(1)
    expect(result.stderr).toContain('PORT: "many" is not a whole number from 0 to 65535')
    expect(result.stderr).toContain('LOG_LEVEL: "loud" is not one of fatal')
    expect(result.stderr).toContain('DATABASE_URL: not a URL that begins with postgres://')
    expect(result.stderr).toContain(
      'TRUST_PROXY: "1" is not an address or range like 10.0.0.0/8; use one, or true or false',
    )
    expect(result.stderr).toContain('AUTH_SECRET: it has 5 characters instead of 32 to 1024')
    expect(result.stderr).toContain(
      'TRUSTED_ORIGINS: "example.org" is not an origin like https://data.example.org',
    )
    expect(result.stderr).not.toContain('secret@')
  })
})
