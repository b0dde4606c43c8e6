import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statfsSync } from 'node:fs'
import { EmbeddedError } from './embedded-error.ts'
import type { PostgresBinaries } from './postgres-binaries.ts'
import type { ServerAccount } from './server-account.ts'

/** A new cluster takes 40 MB, and its write-ahead log grows before the first checkpoint. */
const LEAST_FREE_BYTES = 256 * 1024 * 1024

/** `f_type` of `statfs(2)`. Locks or `fsync` do not hold on these, or sockets cannot be made. */
const REFUSED_FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9p'],
])
const NFS = 0x6969

/**
 * Refuses file systems that are unsafe for PostgreSQL. Returns a warning for those that are safe only under
 * conditions. Called before anything is written there.
 */
export function checkFileSystem(directory: string): string | undefined {
  const type = fileSystemType(directory)
  const refused = REFUSED_FILE_SYSTEMS.get(type)
  if (refused !== undefined) {
    throw new EmbeddedError(
      'DATABASE_CANNOT_RUN',
      `${directory} is on a ${refused} file system, where locks and fsync do not hold: set DATA_DIR to a directory on a local disk` +
        (refused === '9p' ? ' (under WSL, inside the Linux file system)' : '') +
        ', or set DATABASE_URL.',
    )
  }
  if (type !== NFS) return undefined
  return (
    `${directory} is on NFS: it must be mounted hard and sync, and no second machine may use it at the same time. ` +
    'A local disk, or DATABASE_URL, is safer.'
  )
}

/** Refuses a disk without room for a new cluster with this much data. */
export function requireRoom(directory: string, dataBytes = 0): void {
  const { bavail, bsize } = statfsSync(directory)
  const free = bavail * bsize
  const needed = LEAST_FREE_BYTES + dataBytes
  if (free >= needed) return
  throw new EmbeddedError(
    'DATABASE_CANNOT_RUN',
    `The disk of ${directory} has ${Math.floor(free / 1e6)} MB free, and a new database needs ${Math.ceil(needed / 1e6)} MB: make room, or set DATA_DIR to another disk.`,
  )
}

/**
 * Runs `postgres --version` as the account. Throws with the reason if it fails: musl, an old glibc, `noexec`, denied
 * execution.
 */
export function requireRunnable(binaries: PostgresBinaries, account: ServerAccount): void {
  const { postgres } = binaries
  const { error, status, stderr } = spawnSync(postgres, ['--version'], {
    ...account.ids,
    cwd: '/',
    encoding: 'utf8',
  })
  if (status === 0) return
  const cause = error ?? new Error(stderr)
  throw new EmbeddedError('DATABASE_CANNOT_RUN', `${reasonOf(cause, postgres)} Or set DATABASE_URL.`, {
    cause,
  })
}

function reasonOf(cause: NodeJS.ErrnoException, postgres: string): string {
  if (/GLIBC_[\d.]+' not found/.test(cause.message)) {
    return 'The C library of this system is too old for the embedded PostgreSQL, which needs glibc 2.27: use a newer system.'
  }
  const library = /error while loading shared libraries: ([^:]+)/.exec(cause.message)?.[1]
  if (library !== undefined) {
    return `The embedded PostgreSQL needs the library ${library}, which this system lacks: install it.`
  }
  if (cause.code === 'ENOENT' && existsSync(postgres)) {
    return 'The embedded PostgreSQL is built for glibc, and this system has another C library (musl, as on Alpine): use an image based on Debian.'
  }
  if (cause.code === 'EACCES') {
    const mount = noexecMount(postgres)
    return mount === undefined
      ? `The system denies executing ${postgres}: allow it (SELinux: restorecon or chcon -t bin_t; macOS: xattr -dr com.apple.quarantine).`
      : `${postgres} is on ${mount}, which is mounted noexec: mount it exec, or move this checkout to another file system.`
  }
  return `The embedded PostgreSQL cannot be run (${cause.message.trim()}).`
}

/** The mount point of a file, if programs on it are not executed. Linux only: elsewhere there is no `/proc`. */
function noexecMount(file: string): string | undefined {
  if (!existsSync('/proc/mounts')) return undefined
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .map(([, point = '', , options = '']) => ({ point: point.replaceAll('\\040', ' '), options }))
    .filter(({ point }) => file === point || file.startsWith(point === '/' ? '/' : `${point}/`))
    .sort((a, b) => b.point.length - a.point.length)
  const [mount] = mounts
  return mount?.options.split(',').includes('noexec') ? mount.point : undefined
}

function fileSystemType(directory: string): number {
  // Node returns the number signed or unsigned, depending on the platform.
  return statfsSync(directory).type >>> 0
}
