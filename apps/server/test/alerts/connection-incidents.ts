import { connectionAccess } from '@tributary/connections'
import { database } from '@tributary/database'
import { sql } from 'kysely'
import type { Incident } from './incident.ts'
import { ObservedServer } from './observed-server.ts'

export async function syncsNotQueued(): Promise<Incident> {
  await using server = await ObservedServer.start()
  await server.person({ connected: true })
  // The first sync and what followed it: the last worker ended when there was nothing left to do.
  await sql`delete from import_jobs`.execute(server.db)
  const before = await server.observe()
  await sql`update user_integrations set next_sync_at = now() - interval '16 minutes'`.execute(server.db)
  const during = await server.observe()
  const handle = server.kernel.getService(database)
  // What a worker does each minute.
  await handle.transaction((trx) => server.kernel.getService(connectionAccess).claimDue(trx, 10))
  return { before, during, after: await server.observe() }
}

export async function syncsLate(): Promise<Incident> {
  await using server = await ObservedServer.start({ worker: true })
  const person = await server.person({ connected: true })
  await server.sync(person, 'bay')
  const before = await server.observe()
  await sql`update user_integrations set last_sync_at = now() - interval '181 minutes'`.execute(server.db)
  const during = await server.observe()
  await server.sync(person, 'bay')
  return { before, during, after: await server.observe() }
}

export async function tokensExpired(): Promise<Incident> {
  await using server = await ObservedServer.start({ worker: true })
  const person = await server.person({ connected: true })
  await server.sync(person, 'bay')
  const before = await server.observe()
  // Two hours and a bit have passed, in which no sync has read anything.
  await sql`update user_integrations set access_expires_at = now() - interval '121 minutes', last_sync_at = now() - interval '122 minutes'`.execute(
    server.db,
  )
  const during = await server.observe()
  await server.sync(person, 'bay')
  return { before, during, after: await server.observe() }
}

export async function refreshesFailing(): Promise<Incident> {
  await using server = await ObservedServer.start()
  await server.person({ connected: true })
  const { rows } = await sql<{ id: string }>`select id from user_integrations`.execute(server.db)
  const connection = await server.kernel.getService(connectionAccess).open(rows[0]?.id ?? '')
  if (connection === undefined) throw new Error('nothing is connected')
  const before = await server.observe()
  server.bay.controls.inject({ kind: 'status', path: 'login.bay.example/token', status: 503, times: 1_000 })
  const { authorizer } = connection
  const refused = await authorizer.authorize()
  for (let call = 0; call < 3; call += 1) await authorizer.renew(refused).catch(() => undefined)
  return { before, during: await server.observe() }
}
