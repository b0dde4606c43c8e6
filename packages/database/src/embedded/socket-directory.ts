import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

/** The longest path of a Unix socket, in bytes: 107 on Linux, 103 on macOS. */
const LONGEST = 103
const NAME = /^tributary-[0-9a-f]{12}$/
/** What libpq calls a socket and `pg` looks for in a directory given as host. */
const SOCKET = '.s.PGSQL.5432'

/** Where the socket of an embedded database will be. */
export interface SocketDirectory {
  readonly directory: string
  readonly socketPath: string
}

/** Chooses a directory of one's own for the socket, short enough, without making it. */
export function chooseSocketDirectory(): SocketDirectory {
  const name = `tributary-${randomBytes(6).toString('hex')}`
  const roots = [tmpdir(), '/tmp']
  const root = roots.find((path) => Buffer.byteLength(join(path, name, SOCKET)) <= LONGEST) ?? '/tmp'
  const directory = join(root, name)
  return { directory, socketPath: join(directory, SOCKET) }
}

/** Makes it, for this user alone: whoever reaches the socket is superuser. */
export function createSocketDirectory(directory: string): void {
  mkdirSync(directory, { mode: 0o700 })
}

/** Removes it, and nothing that is not one: the name may come from a file. */
export function removeSocketDirectory(directory: string): void {
  if (NAME.test(basename(directory))) rmSync(directory, { recursive: true, force: true })
}
