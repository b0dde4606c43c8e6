import { join } from 'node:path'

/** The major version of the shipped binaries, which also names the directory of the cluster. */
export const POSTGRES_MAJOR = 18

/** The paths of one embedded database, all below `home`. */
export interface EmbeddedLayout {
  /** `DATA_DIR/postgres`, or a directory in the system's state directory that `DATA_DIR/postgres-location` names. */
  readonly home: string
  /** PostgreSQL's own data directory, of the current major version. */
  readonly cluster: string
  /** Locked as long as a postmaster, one of its backends or a starting process is alive. */
  readonly lock: string
  /** Locked while a process starts a guard for a postmaster that lost its own. */
  readonly adoption: string
  /** Holds a shared lock of each process that uses the database. */
  readonly members: string
  /** A FIFO that each member has open for writing. The guard reads it; its end is the end of the last member. */
  readonly clients: string
  /** The passwords of both roles, JSON. */
  readonly passwords: string
  /** What PostgreSQL and the guard print. */
  readonly log: string
  /** Files, sizes and digests of a cleanly stopped cluster. Absent while it runs. */
  readonly manifest: string
  /** Contains the path of the socket directory if `home` is too long for a socket. */
  readonly socketPointer: string
}

/** The layout below a home directory. Has no side effects. */
export function layoutOf(home: string, major = POSTGRES_MAJOR): EmbeddedLayout {
  return {
    home,
    cluster: join(home, String(major)),
    lock: join(home, 'lock'),
    adoption: join(home, 'adoption'),
    members: join(home, 'members'),
    clients: join(home, 'clients'),
    passwords: join(home, 'passwords.json'),
    log: join(home, 'postgres.log'),
    manifest: join(home, 'manifest.json'),
    socketPointer: join(home, 'socket-directory'),
  }
}
