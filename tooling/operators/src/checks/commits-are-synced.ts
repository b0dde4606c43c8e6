import assert from 'node:assert/strict'
import { join } from 'node:path'
import { EmbeddedServer } from '@tributary/database/embedded'
import pg from 'pg'
import type { Check } from '../check.ts'
import { countFromEnvironment } from '../count-from-environment.ts'
import { inDiskDirectory } from '../disk-directory.ts'
import { killDatabase, postgresProcesses } from '../postgres-processes.ts'
import { countSyncedCommits, type SyncedCommits } from '../strace/count-synced-commits.ts'
import { traceProcesses } from '../strace/trace-processes.ts'

const CALLS = ['fdatasync', 'fsync', 'recvfrom', 'sendto']

/**
 * Each commit is acknowledged only after a completed sync of the write-ahead log. As a control, with `synchronous_commit = off` some are acknowledged
 * without one.
 */
export const commitsAreSynced: Check = {
  name: 'commits-are-synced',
  needs: [{ name: 'strace', debian: 'strace' }],
  run: () => inDiskDirectory(traceServer),
}

async function traceServer(directory: string): Promise<string> {
  const server = new EmbeddedServer({ dataDir: join(directory, 'data') })
  await server.start()
  const { layout } = server
  const client = new pg.Client(server.connection())
  try {
    await client.connect()
    await client.query('create table notes (id integer primary key)')
    const trace = (setting: string) => traceCommits(client, { setting, directory, layout })
    return judge(await trace('on'), await trace('off'))
  } finally {
    await client.end()
    await server.stop()
    killDatabase(layout)
  }
}

async function traceCommits(
  client: pg.Client,
  options: { setting: string; directory: string; layout: EmbeddedServer['layout'] },
): Promise<SyncedCommits> {
  const count = countFromEnvironment('COMMITS', 200)
  const { rows } = await client.query<{ backend: number }>('select pg_backend_pid() as backend')
  await client.query(`set synchronous_commit = ${options.setting}`)
  await client.query('truncate notes')
  const file = join(options.directory, `strace-${options.setting}`)
  const events = await traceProcesses(
    { pids: postgresProcesses(options.layout), calls: CALLS, file },
    async () => {
      for (let id = 0; id < count; id += 1) await client.query(`insert into notes values (${id})`)
    },
  )
  const counted = countSyncedCommits(events, rows[0]?.backend ?? 0)
  assert(counted.commits === count, `strace saw ${counted.commits} of ${count} commits`)
  return counted
}

function judge(on: SyncedCommits, off: SyncedCommits): string {
  assert(
    on.synced === on.commits,
    `${on.commits - on.synced} of ${on.commits} commits were acknowledged without a sync (${on.syncs} syncs)`,
  )
  assert(
    off.synced < off.commits,
    `with synchronous_commit = off, each of ${off.commits} commits was synced too: the check proves nothing`,
  )
  return (
    `${on.synced} of ${on.commits} commits acknowledged after a completed sync (${on.syncs} syncs); ` +
    `control, synchronous_commit = off: ${off.synced} of ${off.commits} (${off.syncs} syncs)`
  )
}
