import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADMIN, runCommand, ServerProcess, startProgram, temporaryDirectory } from './server-process.ts'

describe('backup, restore and check', { timeout: 120_000 }, () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  let dataDir: string
  const environment = (dir = dataDir) => ({
    DATA_DIR: dir,
    // Where a relative path is relative to, as npm says it.
    INIT_CWD: directory.path,
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
  })
  beforeAll(async () => {
    directory = await temporaryDirectory()
    dataDir = join(directory.path, 'data')
    expect(await runCommand(['migrate'], environment())).toMatchObject({ code: 0 })
    expect(await runCommand(['users', 'create', '--email', 'ada@example.org'], environment())).toMatchObject({
      code: 0,
    })
  })
  afterAll(() => directory[Symbol.asyncDispose]())

  test('a backup is made beside a running server, and a server starts on the restored data', async () => {
    {
      await using server = await ServerProcess.start(environment())
      expect(await server.isReady()).toBe(true)
      const result = await runCommand(['backup', 'with-key.tar.zst', '--with-master-key'], environment())
      expect(result).toMatchObject({ code: 0, stderr: '' })
      expect(result.stdout).toMatch(
        /^\/.*\/with-key\.tar\.zst: [\d.]+ MB in [\d.]+ s, all of PostgreSQL 18\.\d+ \([\d.]+ MB\) and the master key: .*\n$/,
      )
    }
    const restored = join(directory.path, 'restored')
    const result = await runCommand(['restore', 'with-key.tar.zst'], environment(restored))
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(result.stdout).toMatch(
      /^\/.*\/restored\/postgres\/18: [\d.]+ MB in [\d.]+ s, PostgreSQL 18.* the master key is in \/.*master\.key\.\n$/,
    )
    const key = (dir: string) => readFileSync(join(dir, 'master.key'), 'utf8')
    expect(key(restored)).toBe(key(dataDir))
    await using server = await ServerProcess.start(environment(restored))
    await server.signIn()
    const users = await runCommand(['users', 'list'], environment(restored))
    expect(users.stdout).toContain('ada@example.org')
  })

  test('a backup without a server starts and stops the database, and names the key that is not included', async () => {
    const result = await runCommand(['backup', 'plain.tar.zst'], environment())
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(result.stdout).toContain(
      `without the master key: save ${join(dataDir, 'master.key')} apart from it.\n`,
    )
    expect(existsSync(join(dataDir, 'postgres', '18', 'postmaster.pid'))).toBe(false)
    const restored = join(directory.path, 'without-key')
    const { stdout } = await runCommand(['restore', 'plain.tar.zst'], environment(restored))
    expect(stdout).toContain(
      `put it into ${join(restored, 'master.key')} (mode 0600) before starting the server`,
    )
  })

  test('a check prints one line for an undamaged database, and a line for each damage', async () => {
    const whole = await runCommand(['database', 'check'], environment())
    expect(whole).toMatchObject({ code: 0, stderr: '' })
    expect(whole.stdout).toMatch(/^The database is undamaged: \d+ tables and indexes of 4 databases, .*\n$/)
    const base = join(dataDir, 'postgres', '18', 'base')
    // The youngest database, and its table pg_description, which nothing reads.
    const database = String(Math.max(...readdirSync(base).map(Number).filter(Number.isInteger)))
    const file = join(base, database, '2609')
    const content = readFileSync(file)
    content[5_000] = (content[5_000] ?? 0) ^ 0xff
    const before = readFileSync(file)
    writeFileSync(file, content)
    const damaged = await runCommand(['database', 'check'], environment())
    writeFileSync(file, before)
    expect(damaged).toMatchObject({ code: 1, stderr: '' })
    expect(damaged.stdout).toMatch(
      /^The database is damaged: .*\ndatabase tributary, table pg_catalog\.pg_description, file base\/\d+\/2609, block 0: .*; restore a backup .*\n$/,
    )
  })

  test.each([
    [['backup', 'refused'], 'pg_dump'],
    [['restore', 'refused'], 'pg_restore'],
    [['database', 'check'], 'pg_amcheck'],
  ])('%j with DATABASE_URL is refused with the program to use', async (args, program) => {
    const result = await runCommand(args, { ...environment(), DATABASE_URL: 'postgres://localhost/none' })
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toBe(
      `DATABASE_URL is set, and this command is for the embedded database alone: use ${program} for that PostgreSQL server.\n`,
    )
  })

  test('an impossible command fails with a sentence, and changes nothing', async () => {
    writeFileSync(join(directory.path, 'taken'), 'precious')
    const none = join(directory.path, 'none')
    const cases = [
      { args: ['backup', 'taken'], dir: dataDir, message: 'taken already exists and is not replaced' },
      { args: ['backup', 'missing/file'], dir: dataDir, message: 'its directory does not exist' },
      { args: ['backup', 'file'], dir: none, message: 'There is no database in' },
      { args: ['restore', 'taken'], dir: none, message: 'taken is not a backup of Tributary.' },
      { args: ['restore', 'missing'], dir: none, message: 'There is no file' },
      { args: ['database', 'check'], dir: none, message: 'There is no database in' },
    ]
    for (const { args, dir, message } of cases) {
      const result = await runCommand(args, environment(dir))
      expect(result).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(message) })
      expect(result.stderr).not.toContain('    at ')
    }
    expect(existsSync(none)).toBe(false)
    expect(statSync(join(directory.path, 'taken')).size).toBe('precious'.length)
  })

  test('SIGTERM ends a backup and leaves no file', async () => {
    const out = join(directory.path, 'out')
    mkdirSync(out)
    const child = startProgram(['backup', join(out, 'backup')], environment())
    await child.until('its file was there', () => readdirSync(out).length === 1, { poll: 1 })
    child.process.kill('SIGTERM')
    expect(await child.ended).toMatchObject({ code: 1 })
    expect(child.output()).toBe(`The backup was interrupted. ${join(out, 'backup')} has not been written.\n`)
    expect(readdirSync(out)).toEqual([])
  })
})
