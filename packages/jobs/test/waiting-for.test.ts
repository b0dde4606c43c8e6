import type { Plugin, PluginContext } from '@tributary/core'
import { integrations } from '@tributary/integration-host'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { type JobsServer, jobRow, reaches, startJobsServer } from './jobs-server.ts'
import { pageOf, type Scripted, scriptedSync } from './scripted-integration.ts'

const WINDOW = { startDate: '2026-11-01', endDate: '2026-11-07' }

/** An integration whose start fails until it is told otherwise. */
function failing(name: string): { plugin: Plugin; repair(): void } {
  let broken = true
  const feed: Scripted = scriptedSync(name, async function* () {
    yield pageOf(0, 5)
  })
  const start: Plugin['start'] = () => {
    if (broken) throw new Error('its library is missing')
  }
  return { plugin: { ...feed, start }, repair: () => void (broken = false) }
}

const submit = (server: JobsServer, integration: string, window = WINDOW) =>
  server.imports.submitSync({ userId: 'ada', integration, window })
const view = async (server: JobsServer, id: string) =>
  (await server.kernel.app.inject({ url: `/api/jobs/${id}`, headers: { as: 'ada' } })).json<
    Record<string, unknown>
  >()

describe('a job whose plugin is unavailable', () => {
  it('waits without using an attempt, shows for what, and runs when the plugin is started again', async () => {
    const { plugin, repair } = failing('feed')
    const server = await startJobsServer({
      integrations: [plugin, scriptedSync('other', async function* () {})],
    })
    const { id } = await submit(server, 'feed')
    const other = await submit(server, 'other')
    await reaches(server, other.id, ['succeeded'])
    const waitingFor = { plugin: 'feed', reason: 'its library is missing' }
    await expect
      .poll(() => view(server, id), { timeout: 5_000 })
      .toMatchObject({ status: 'queued', attempts: 0, waitingFor })
    const list = await server.kernel.app.inject({ url: '/api/jobs', headers: { as: 'ada' } })
    expect(list.json<{ items: unknown[] }>().items).toContainEqual(
      expect.objectContaining({ id, waitingFor }),
    )
    repair()
    await server.kernel.retry('feed')
    expect(await reaches(server, id, ['succeeded'])).toMatchObject({ fence: 1, failures: 0 })
    expect(await view(server, id)).toMatchObject({ waitingFor: null })
    await server.stop()
  })

  it('waits for the plugin of its sink as well', async () => {
    const server = await startJobsServer({
      integrations: [scriptedSync('feed')],
      sinkFails: 'its table is missing',
    })
    const { id } = await submit(server, 'feed')
    await expect
      .poll(() => view(server, id), { timeout: 5_000 })
      .toMatchObject({ attempts: 0, waitingFor: { plugin: 'test-records', reason: 'its table is missing' } })
    await server.stop()
  })

  it('waits while the plugin is missing, and is run by another worker that has it, or cancelled', async () => {
    const server = await startJobsServer({ integrations: [scriptedSync('other')] })
    const { id } = await submit(server, 'feed')
    const given = await submit(server, 'feed', { ...WINDOW, startDate: WINDOW.endDate })
    await expect
      .poll(() => view(server, id), { timeout: 5_000 })
      .toMatchObject({
        attempts: 0,
        waitingFor: { plugin: 'feed', reason: 'no worker has the plugin "feed"' },
      })
    const cancelled = await server.kernel.app.inject({
      method: 'POST',
      url: `/api/jobs/${given.id}/cancel`,
      headers: { as: 'ada' },
    })
    expect(cancelled.json()).toMatchObject({ status: 'cancelled', attempts: 0 })
    const { databaseOptions } = server
    const second = await startJobsServer({ databaseOptions, integrations: [scriptedSync('feed')] })
    await reaches(server, id, ['succeeded'])
    await second.stop()
    await server.stop()
  })

  it('is shown as waiting by an API that has the plugin, if no worker can run it', async () => {
    const api = await startJobsServer({ worker: false, integrations: [scriptedSync('feed')] })
    const { databaseOptions } = api
    const worker = await startJobsServer({ databaseOptions, integrations: [failing('feed').plugin] })
    const { id } = await submit(api, 'feed')
    await expect
      .poll(() => view(api, id), { timeout: 5_000 })
      .toMatchObject({ waitingFor: { plugin: 'feed' } })
    await worker.stop()
    await api.stop()
  })

  it('that stops while the job runs makes it wait, and does not count as a failure', async () => {
    let context: PluginContext | undefined
    const feed = scriptedSync('feed', async function* () {
      yield pageOf(0, 5)
      // As the owner of a contribution point quarantines a plugin that is up.
      for (const { refuse } of context?.getContributions(integrations) ?? [])
        refuse(new Error('its library is gone'))
      throw new Error('its library is gone')
    })
    const server = await startJobsServer({
      integrations: [{ ...feed, start: (own) => void (context = own) }],
    })
    const { id } = await submit(server, 'feed')
    await expect
      .poll(() => view(server, id), { timeout: 10_000 })
      .toMatchObject({
        status: 'queued',
        error: null,
        waitingFor: { plugin: 'feed' },
      })
    expect(await jobRow(server, id)).toMatchObject({ failures: 0 })
    await server.stop()
  })
})

describe('a job that fails because a newer version has migrated the database', () => {
  it('waits, and does not count as a failure', async () => {
    const server: JobsServer = await startJobsServer({
      integrations: [
        scriptedSync('feed', async function* () {
          yield pageOf(0, 5)
          await sql`insert into tributary_migrations.applied (plugin, name) values ('test-records', '9999-later')`.execute(
            server.db,
          )
          throw new Error('column "value" does not exist')
        }),
      ],
    })
    const { id } = await submit(server, 'feed')
    await expect
      .poll(() => view(server, id), { timeout: 10_000 })
      .toMatchObject({
        status: 'queued',
        error: null,
        waitingFor: {
          plugin: 'database',
          reason: expect.stringContaining('9999-later of plugin "test-records"') as string,
        },
      })
    expect(await jobRow(server, id)).toMatchObject({ failures: 0, fence: 1 })
    const { rows } = await sql<{ blocked_by: string }>`select blocked_by from job_workers`.execute(server.db)
    expect(rows[0]?.blocked_by).toContain('newer version')
    await server.stop()
  })
})
