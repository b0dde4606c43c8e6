import { totalmem } from 'node:os'

const MEGABYTE = 1024 * 1024

/**
 * PostgreSQL's settings, given on its command line: they override every file in the cluster, so that a damaged or
 * edited `postgresql.conf` changes none of them.
 */
export function serverSettings(options: {
  /** Where the socket is made. */
  readonly socketDirectory: string
  readonly memoryBytes?: number
  readonly platform?: NodeJS.Platform
}): Readonly<Record<string, string>> {
  const { socketDirectory, memoryBytes = usableMemory(), platform = process.platform } = options
  const memory = memoryBytes / MEGABYTE
  return {
    cluster_name: 'tributary',
    // Local processes only.
    listen_addresses: '',
    port: '5432',
    unix_socket_directories: quoteListEntry(socketDirectory),
    unix_socket_permissions: '0700',
    ssl: 'off',
    // 20 commands of four connections each beside a server and a worker of ten. Each place takes 50 kB of shared memory.
    max_connections: '120',
    superuser_reserved_connections: '3',
    // For durability: macOS flushes the drive's own cache only with this setting.
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    ...(platform === 'darwin' ? { wal_sync_method: 'fsync_writethrough' } : {}),
    // By the machine: one of 1 GB gets 32 MB, one of 24 GB gets 192 MB. Other pages are in the cache of the system;
    // an unused buffer costs only its descriptor, some 200 bytes.
    shared_buffers: megabytes(memory / 128, { from: 32, to: 256 }),
    // The default, a thirty-second of the buffers, is touched one by one even by an idle server.
    wal_buffers: '2MB',
    effective_cache_size: megabytes(memory / 2, { from: 256, to: 64 * 1024 }),
    work_mem: megabytes(memory / 1024, { from: 4, to: 16 }),
    maintenance_work_mem: megabytes(memory / 128, { from: 32, to: 256 }),
    // Bounds the disk space of the write-ahead log, and recovery after a crash to some seconds.
    max_wal_size: '1GB',
    min_wal_size: '64MB',
    // System V segments are not counted against a container's /dev/shm of 64 MB; macOS allows too few of them.
    dynamic_shared_memory_type: platform === 'darwin' ? 'posix' : 'sysv',
    // A member's transaction logs errors itself, with the statement where it may be shown.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_checkpoints: 'off',
    log_line_prefix: '%m %p %e ',
    lc_messages: 'C',
    timezone: 'UTC',
    log_timezone: 'UTC',
    jit: 'off',
    // Replicates to no one.
    max_logical_replication_workers: '0',
    // Two readers ahead of scans are enough for one disk; each is a process of its own.
    io_workers: '2',
  }
}

/** A container's limit, where there is one. */
function usableMemory(): number {
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}

/** As arguments of `postgres`. */
export function settingArguments(settings: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

function megabytes(value: number, range: { from: number; to: number }): string {
  return `${Math.round(Math.min(Math.max(value, range.from), range.to))}MB`
}

/** The setting is a list: a directory with a blank or a comma is quoted like an identifier. */
function quoteListEntry(directory: string): string {
  return `"${directory.replaceAll('"', '""')}"`
}
