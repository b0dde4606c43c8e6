import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ADMIN, runCommand, temporaryDirectory } from './server-process.ts'

describe('on a data directory without a database', { timeout: 120_000 }, () => {
  test.each([
    [['secrets', 'keys']],
    [['secrets', 'rotate']],
    [['secrets', 'rotate', '--master']],
    [['plugins']],
    [['import', 'netflix', import.meta.filename, '--user', ADMIN.email]],
  ])('%j reports the directory and what to do, and creates nothing', async (args) => {
    await using directory = await temporaryDirectory()
    const mistyped = join(directory.path, 'dta')
    const result = await runCommand(args, { DATA_DIR: mistyped })
    expect(result).toEqual({
      code: 1,
      stdout: '',
      stderr: `There is no database in ${mistyped}. Set DATA_DIR to the directory that your server uses; a first one is made by "tributary serve" or "tributary migrate".\n`,
    })
    await expect(access(mistyped)).rejects.toThrow('ENOENT')
  })

  test('users and keys can be created first, which creates the database', async () => {
    await using directory = await temporaryDirectory()
    const environment = {
      DATA_DIR: join(directory.path, 'data'),
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
    }
    const key = ['keys', 'create', '--user', ADMIN.email, '--name', 'script']
    expect(await runCommand(key, environment)).toMatchObject({ code: 0, stderr: '' })
    expect(await runCommand(['secrets', 'keys'], environment)).toMatchObject({ code: 0, stderr: '' })
  })
})
