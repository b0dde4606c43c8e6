import type { AuditLog } from '@tributary/audit'
import type { Database } from '@tributary/database'
import type { SecretStore } from '@tributary/secrets'
import type { FastifyBaseLogger } from 'fastify'
import type { TestParts } from '../connection-test/run-connection-test.ts'
import type { InstanceRow, InstancesDb, InstanceTables } from './instance-tables.ts'
import type { OfferedKinds } from './offered-kinds.ts'
import type { CircuitView } from './resilience/circuit.ts'
import type { RetryOptions } from './resilience/with-retries.ts'

/** What the routes and the service share. */
export interface InstanceParts extends TestParts {
  readonly audit: AuditLog
  readonly database: Database
  readonly secrets: SecretStore
  readonly offered: OfferedKinds
  /** Called with each secret that is read or entered, so that the log never shows it. */
  readonly onSecret: (value: string) => void
  readonly logger: FastifyBaseLogger
  /** Called after an instance was changed or deleted here, so that what is open of it is closed. */
  readonly onChange: () => void
  /** The most that loading the choices of a field takes. Default 10,000. */
  readonly choicesMilliseconds?: number | undefined
  /** The most that opening an instance and a use of it take each, unless the use says otherwise. Default 30,000. */
  readonly useMilliseconds?: number | undefined
  /** Milliseconds since 1970, for when an instance that is down is tried again. Default `Date.now`. */
  readonly now?: (() => number) | undefined
  /** Waits before another attempt. Default: of the system. */
  readonly sleep?: RetryOptions['sleep'] | undefined
  /** In [0, 1). Default `Math.random`. */
  readonly random?: (() => number) | undefined
  /** Whether this process uses an instance or waits for its service. Default: it uses it. */
  readonly circuitOf?: ((row: Pick<InstanceRow, 'id' | 'revision'>) => CircuitView) | undefined
}

export const USE_MILLISECONDS = 30_000

export function instancesOf({ database }: Pick<InstanceParts, 'database'>): InstancesDb {
  return database.tables<InstanceTables>()
}
