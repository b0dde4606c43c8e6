import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADMIN, runCommand, ServerProcess, temporaryDirectory } from './server-process.ts'

describe('the keys of secrets, by command', { timeout: 120_000 }, () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  const environment = () => ({
    DATA_DIR: directory.path,
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
  })
  const keyFile = () => join(directory.path, 'master.key')
  beforeAll(async () => {
    directory = await temporaryDirectory()
    expect(await runCommand(['migrate'], environment())).toMatchObject({ code: 0 })
  })
  afterAll(async () => directory[Symbol.asyncDispose]())

  test('are created by the first start, shown, and both rotated', async () => {
    const keys = async () => {
      const shown = await runCommand(['secrets', 'keys'], environment())
      expect(shown).toMatchObject({ code: 0, stderr: '' })
      return {
        master: /^master key (\S{12}), from the file\n/.exec(shown.stdout)?.[1],
        data: /│ (\S{12})\s.*│ 0 .*│ active │/.exec(shown.stdout)?.[1],
      }
    }
    const first = await keys()
    expect(first).toEqual({ master: expect.any(String), data: expect.any(String) })
    expect((await stat(keyFile())).mode & 0o777).toBe(0o600)
    const masterKey = await readFile(keyFile(), 'utf8')

    const rotated = await runCommand(['secrets', 'rotate'], environment())
    expect(rotated).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/^The data key was rotated: it is now \S{12}; resealed secrets: 0\.\n$/),
    })
    const second = await keys()
    expect(second.master).toBe(first.master)
    expect(rotated.stdout).toContain(second.data)

    const master = await runCommand(['secrets', 'rotate', '--master'], environment())
    expect(master).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^The master key is now \S{12}; rewrapped data keys: 1\. It is in .*master\.key/,
      ),
    })
    expect(await readFile(keyFile(), 'utf8')).not.toBe(masterKey)
    expect(await readFile(`${keyFile()}.${first.master}.old`, 'utf8')).toBe(masterKey)
    expect((await keys()).data).toBe(second.data)
    for (const { stdout } of [rotated, master]) expect(stdout).not.toContain(masterKey.trim())
  })

  test('are shown and rotated beside a running server, which continues with the new ones', async () => {
    await using server = await ServerProcess.start(environment())
    const shown = await runCommand(['secrets', 'keys'], environment())
    expect(shown).toMatchObject({ code: 0, stderr: '' })
    const rotated = await runCommand(['secrets', 'rotate'], environment())
    expect(rotated).toMatchObject({ code: 0, stderr: '' })
    const keyId = /it is now (\S{12});/.exec(rotated.stdout)?.[1]
    expect(keyId).toEqual(expect.any(String))
    expect(shown.stdout).not.toContain(keyId)
    await server.signIn()
    expect(await server.json('/api/admin/secrets/data-keys')).toMatchObject({
      items: [{ id: keyId, active: true }],
    })
    const response = await server.fetch('/api/admin/secrets/data-keys/rotate', {
      method: 'POST',
      headers: { origin: server.url },
    })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ resumed: false, unreadable: [] })
    expect(server.log).not.toContain((await readFile(keyFile(), 'utf8')).trim())
  })

  test('a server whose key is missing, wrong or readable by others does not start, and reports what to do', async () => {
    const key = await readFile(keyFile(), 'utf8')
    await rm(keyFile())
    const missing = await runCommand(['serve'], { ...environment(), PORT: '0' })
    expect(missing.code).toBe(1)
    expect(missing.stderr).toContain(`The file ${keyFile()} is missing.`)
    expect(await readdir(directory.path)).not.toContain('master.key')
    const other = Buffer.alloc(32, 7).toString('base64')
    const wrong = await runCommand(['serve'], { ...environment(), TRIBUTARY_MASTER_KEY: other, PORT: '0' })
    expect(wrong.code).toBe(1)
    expect(wrong.stderr).toContain('TRIBUTARY_MASTER_KEY has the one with the id')
    await writeFile(keyFile(), key, { mode: 0o644 })
    const exposed = await runCommand(['serve'], { ...environment(), PORT: '0' })
    expect(exposed.code).toBe(1)
    expect(exposed.stderr).toContain(`chmod 600 ${keyFile()}`)
    const short = await runCommand(['serve'], { ...environment(), TRIBUTARY_MASTER_KEY: 'c2hvcnQ=' })
    expect(short.code).toBe(1)
    expect(short.stderr).toContain('TRIBUTARY_MASTER_KEY: it has 5 bytes instead of 32')
    for (const { stderr, stdout } of [missing, wrong, exposed, short]) {
      expect(stderr).not.toContain('    at ')
      for (const secret of [key.trim(), other, 'c2hvcnQ=']) expect(stderr + stdout).not.toContain(secret)
    }
    const accepted = await runCommand(['migrate'], { ...environment(), TRIBUTARY_MASTER_KEY: key.trim() })
    expect(accepted).toMatchObject({ code: 0 })
  })
})
