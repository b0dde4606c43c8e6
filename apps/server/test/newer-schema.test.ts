import { createDatabase } from '@tributary/database'
import { describe, expect, test } from 'vitest'
import { runCommand, ServerProcess, temporaryDirectory } from './server-process.ts'

const FILE = { content: 'Title,Date\n"A title","2015-01-01"\n' }

/** What a newer version of the server leaves: the record of a migration that this one does not know. */
async function migrateAsNewer(dataDir: string, plugin: string): Promise<void> {
  const database = createDatabase({ dataDir })
  await database.open()
  try {
    await database.pool.query(
      `insert into tributary_migrations.applied (plugin, name) values ($1, '9999-later')`,
      [plugin],
    )
  } finally {
    await database.close()
  }
}

describe('a server over the schema of a newer one', { timeout: 120_000 }, () => {
  test('stops at boot, names plugin and migration, says what to do, and no job is started', async () => {
    await using directory = await temporaryDirectory()
    const environment = { DATA_DIR: directory.path }
    const api = await ServerProcess.start(environment, ['--no-worker'])
    await api.signIn()
    expect((await api.upload('netflix', FILE)).status).toBe(202)
    await migrateAsNewer(directory.path, 'library')
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
    expect(await api.json('/api/jobs')).toMatchObject({
      items: [{ status: 'queued', attempts: 0, error: null }],
    })
    await api.stop()
  })

  test('takes no more jobs when the newer one migrates beside it, and health says why', async () => {
    await using directory = await temporaryDirectory()
    const server = await ServerProcess.start({ DATA_DIR: directory.path })
    await server.signIn()
    await migrateAsNewer(directory.path, 'library')
    const { id } = (await (await server.upload('netflix', FILE)).json()) as { id: string }
    await expect
      .poll(() => server.json(`/api/jobs/${id}`), { timeout: 10_000 })
      .toMatchObject({
        status: 'queued',
        attempts: 0,
        waitingFor: {
          plugin: 'database',
          reason: expect.stringContaining('9999-later of plugin "library"') as string,
        },
      })
    await expect
      .poll(async () => JSON.stringify(await server.json('/health')), { timeout: 15_000 })
      .toContain('worker-version')
    expect(server.log).toContain('It takes no jobs')
    await server.stop()
  })
})
