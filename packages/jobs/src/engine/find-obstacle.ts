import { describeMigrations } from '@tributary/database'
import type { JobRow } from '../tables.ts'
import type { Engine } from './engine.ts'
import type { Run } from './run.ts'

/**
 * An event on this server since it claimed a job that explains a failure: a newer server has migrated the database,
 * or a plugin was quarantined. `undefined` without an obstacle. With one, the job is deferred, and no attempt is counted.
 */
export async function findObstacle(
  engine: Engine,
  job: JobRow,
  run: Run | undefined,
): Promise<string | undefined> {
  if (engine.definitionOf(job.integration) === undefined)
    return `the integration "${job.integration}" is not running`
  const orphan = run?.streams.find(
    (stream) => isRead(stream, job) && engine.sinkOf(stream.kind) === undefined,
  )
  if (orphan !== undefined) return `no running plugin stores records of kind "${orphan.kind}"`
  const { newer } = await engine.database.readSchema()
  if (newer.length > 0)
    return `a newer version of the server has migrated the database: ${describeMigrations(newer)}`
  return undefined
}

function isRead(stream: Run['streams'][number], { kind }: JobRow): boolean {
  return (kind === 'import' ? stream.importFile : stream.sync) !== undefined
}
