import type { Database } from '@tributary/database'
import type { Registry } from 'prom-client'
import { sampledGauge } from '../metrics/sampled-gauge.ts'
import type { EmbeddedFigures } from './embedded-figures.ts'
import type { PoolWatch } from './pool-watch.ts'
import type { WriteAccess } from './write-access.ts'

export type DatabaseFigures = () => Promise<WriteAccess>

/** Metrics of the pool of this process. */
export function addPoolMetrics(
  registry: Registry,
  { handle, watch }: { handle: () => Pick<Database, 'pool'>; watch: PoolWatch },
): void {
  const gauges = [
    sampledGauge({
      name: 'tributary_database_pool_connections',
      help: 'Open connections of this process to the database.',
      labelNames: ['state'],
      read() {
        const { totalCount, idleCount } = handle().pool
        return [
          { labels: { state: 'idle' }, value: idleCount },
          { labels: { state: 'used' }, value: totalCount - idleCount },
        ]
      },
    }),
    sampledGauge({
      name: 'tributary_database_pool_connections_max',
      help: 'The most connections this process opens: DATABASE_POOL_SIZE.',
      read: () => [{ value: handle().pool.options.max }],
    }),
    sampledGauge({
      name: 'tributary_database_pool_waiting',
      help: 'Queries and transactions of this process that wait for a connection.',
      read: () => [{ value: handle().pool.waitingCount }],
    }),
    sampledGauge({
      name: 'tributary_database_pool_exhausted_seconds',
      help: 'For how long all connections have been in use while others waited; 0 when one is free.',
      read: () => [{ value: watch.exhaustedSeconds() }],
    }),
  ]
  for (const gauge of gauges) registry.registerMetric(gauge)
}

/** Whether the database is writable. */
export function addWriteMetrics(registry: Registry, figures: DatabaseFigures): void {
  registry.registerMetric(
    sampledGauge({
      name: 'tributary_database_read_only',
      help: '1 while the database is read-only.',
      read: async () => [{ value: (await figures()).readOnly ? 1 : 0 }],
    }),
  )
}

/** Disk and memory use of the embedded database. */
export function addEmbeddedMetrics(registry: Registry, figures: () => Promise<EmbeddedFigures>): void {
  const of = (name: string, help: string, pick: (figures: EmbeddedFigures) => number) =>
    registry.registerMetric(
      sampledGauge({ name, help, read: async () => [{ value: pick(await figures()) }] }),
    )
  of(
    'tributary_database_disk_free_bytes',
    'Free bytes of the disk of the embedded database, which is read-only below 128 MiB.',
    ({ diskFreeBytes }) => diskFreeBytes,
  )
  of(
    'tributary_database_directory_bytes',
    'Bytes of the files of the embedded database.',
    ({ directoryBytes }) => directoryBytes,
  )
  // Prometheus' value for unknown.
  of(
    'tributary_database_resident_memory_bytes',
    'Resident memory of the processes of the embedded PostgreSQL, shared memory counted once. NaN where unknown.',
    ({ residentBytes }) => residentBytes ?? Number.NaN,
  )
}
