import { createDatabase } from '@tributary/database'
import { describe, expect, test } from 'vitest'
import { runCommand, ServerProcess, startProgram, temporaryDirectory } from './server-process.ts'

const FILE = { content: 'Title,Date\n"A title","2015-01-01"\n' }

async function query(dataDir: string, statement: string): Promise<readonly unknown[]> {
  const database = createDatabase({ dataDir })
  await database.open()
  try {
    return (await database.pool.query(statement)).rows
  } finally {
    await database.close()
  }
}

/** What a newer version of the server leaves: the record of a migration that this one does not know. */
async function migrateAsNewer(dataDir: string): Promise<void> {
  await query(
    dataDir,
    `insert into tributary_migrations.applied (plugin, name) values ('library', '9999-later')`,
  )
}

describe('a server on the schema of a newer one', { timeout: 120_000 }, () => {
  test('stops at boot with plugin, migration and what to do, and starts no job', async () => {
    await using directory = await temporaryDirectory()
    const environment = { DATA_DIR: directory.path }
    const api = await ServerProcess.start(environment, ['--no-worker'])
    await api.signIn()
    expect((await api.upload('netflix', FILE)).status).toBe(202)
    await migrateAsNewer(directory.path)
    for (const command of ['serve', 'work']) {
      const { code, stdout, stderr } = await runCommand([command], {
        ...environment,
        PORT: '0',
        WORKER_PORT: '0',
      })
      expect(code).toBe(1)
      expect(stdout + stderr).toContain('9999-later of plugin "library"')
      expect(stderr).toContain('Start the newer version, or restore the backup made before the upgrade.')
    }
    await api.ended
    expect(await query(directory.path, 'select status, fence, failures from import_jobs')).toEqual([
      { status: 'queued', fence: 0, failures: 0 },
    ])
  })

  test('stops cleanly when the newer one migrates beside it, as a worker and as an API process, with the reason', async () => {
    await using directory = await temporaryDirectory()
    const environment = { DATA_DIR: directory.path, WORKER_PORT: '0' }
    const api = await ServerProcess.start(environment, ['--no-worker'])
    const worker = startProgram(['work'], environment)
    await worker.until('it worked', () => worker.output().includes('worker started'))
    await migrateAsNewer(directory.path)
    for (const { ended, log } of [
      { ended: api.ended, log: () => api.log },
      { ended: worker.ended, log: () => worker.output() },
    ]) {
      expect(await ended).toEqual({ code: 1, signal: null })
      expect(log()).toContain(
        'a newer server version migrated the database (9999-later of plugin \\"library\\"): stopping',
      )
      expect(log()).toContain('Start the newer version, or restore the backup made before the upgrade.')
    }
  })
})
