import { ProblemError } from '@tributary/core'
import { databaseErrors } from '../database-errors.ts'
import { PRIMARY_POSITION, REPLAYED_POSITION } from './log-position.ts'

/** Which server answers, and where its log is. */
export interface ServerState {
  /** The identifier that `initdb` gave the cluster, and that its physical copies share. */
  readonly system: string
  readonly oid: string
  readonly database: string
  /** When the server process started. */
  readonly started: string
  readonly standby: boolean
  /** `null` where the server does not tell. */
  readonly position: string | null
}

const stateOf = (position: string) => `
  select (select system_identifier::text from pg_control_system()) as system,
         (select oid::text from pg_database where datname = current_database()) as oid,
         current_database()::text as database,
         extract(epoch from pg_postmaster_start_time())::text as started,
         pg_is_in_recovery() as standby,
         (${position})::text as position`

export const PRIMARY_STATE: string = stateOf(PRIMARY_POSITION)

export const REPLICA_STATE: string = stateOf(REPLAYED_POSITION)

/** What is wrong with a read replica and how to correct it. Names no host: health shows it to everybody. */
export interface ReplicaFault {
  /** A clause without a full stop. */
  readonly cause: string
  readonly cure: string
}

/** The reason why reads must not go to a server, if any. */
export function faultOfReplica(primary: ServerState, replica: ServerState): ReplicaFault | undefined {
  if (replica.system !== primary.system) {
    return {
      cause: 'DATABASE_READ_URL leads to another PostgreSQL system than DATABASE_URL',
      cure: 'set DATABASE_READ_URL to a streaming standby of the server of DATABASE_URL (not a logical replica, nor a restored dump)',
    }
  }
  if (replica.oid !== primary.oid) {
    return {
      cause: `DATABASE_READ_URL leads to the database "${replica.database}", and DATABASE_URL to "${primary.database}"`,
      cure: `name the database "${primary.database}" in DATABASE_READ_URL`,
    }
  }
  if (!replica.standby && replica.started !== primary.started) {
    return {
      cause: 'DATABASE_READ_URL leads to a server that is no longer a standby, since it was promoted',
      cure: 'set DATABASE_READ_URL to a streaming standby of the server of DATABASE_URL, or leave it out',
    }
  }
  return undefined
}

/** What ends a start with such a replica. */
export function unsuitableReplica({ cause, cure }: ReplicaFault): ProblemError {
  return new ProblemError(databaseErrors.DATABASE_UNSUITABLE, { detail: `${cause}: ${cure}.` })
}
