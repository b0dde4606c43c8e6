import { prepareTestDatabase } from '@tributary/database/testing'
import { sql } from 'kysely'
import { type Incident, until } from './incident.ts'
import { ObservedServer } from './observed-server.ts'

export async function noWorker(): Promise<Incident> {
  const { options, remove } = await prepareTestDatabase()
  try {
    await using server = await ObservedServer.start({ database: options })
    const person = await server.person()
    const before = await server.observe()
    const { id } = (await person.post('/api/brook/sync')).body as { id: string }
    const during = await server.observe()
    await using worker = await ObservedServer.start({ database: options, worker: true })
    await server.jobEnd(person, id)
    return { before, during, after: await worker.observe() }
  } finally {
    await remove()
  }
}

export async function standingQueue(): Promise<Incident> {
  // The only slot is taken by a job whose provider takes its time.
  await using server = await ObservedServer.start({ worker: true, concurrency: 1 })
  const { promise, resolve } = Promise.withResolvers<number>()
  server.brookStatus = () => promise
  const running = server.sync(await server.person(), 'brook')
  await until(async () => (await countJobs(server, 'running')) === 1)
  const waiting = server.sync(await server.person(), 'brook')
  await until(async () => (await countJobs(server, 'queued')) === 1)
  const before = await server.observe()
  await sql`update import_jobs set run_after = now() - interval '16 minutes' where status = 'queued'`.execute(
    server.db,
  )
  const during = await server.observe()
  resolve(200)
  await Promise.all([running, waiting])
  return { before, during, after: await server.observe() }
}

export async function syncsFailing(): Promise<Incident> {
  await using server = await ObservedServer.start({ worker: true })
  const person = await server.person({ connected: true })
  await sql`delete from import_jobs`.execute(server.db)
  const before = await server.observe()
  server.bay.controls.inject({ kind: 'status', path: 'api.bay.example/*', status: 404, times: 1_000 })
  for (let run = 0; run < 3; run += 1) await server.sync(person, 'bay')
  const during = await server.observe()
  server.bay.controls.clearFaults()
  await server.sync(person, 'bay')
  return { before, during, after: await server.observe() }
}

export async function providerFailing(): Promise<Incident> {
  await using server = await ObservedServer.start({ worker: true })
  const person = await server.person()
  const before = await server.observe()
  server.brookStatus = () => 500
  await server.sync(person, 'brook')
  return { before, during: await server.observe() }
}

export async function budgetUsedUp(): Promise<Incident> {
  await using server = await ObservedServer.start({ worker: true })
  const person = await server.person()
  for (let run = 0; run < 2; run += 1) await server.sync(person, 'brook')
  const before = await server.observe()
  await person.post('/api/brook/sync')
  await until(async () => {
    const { rows } = await sql`select from import_jobs where error_code = 'rate_limit'`.execute(server.db)
    return rows.length > 0
  })
  const during = await server.observe()
  // The hour has passed.
  await sql`update rate_budgets set takes = '[]'`.execute(server.db)
  return { before, during, after: await server.observe() }
}

async function countJobs(server: ObservedServer, status: string): Promise<number> {
  const { rows } = await sql`select from import_jobs where status = ${status}`.execute(server.db)
  return rows.length
}
