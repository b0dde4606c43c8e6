import { DATABASE, ROLE, SUPERUSER } from './initialise-cluster.ts'
import type { EmbeddedLayout } from './layout.ts'
import { readPasswords } from './passwords.ts'
import { socketDirectoryOf } from './socket-directory.ts'

/** The options of `pg` to connect as one of the roles. */
export interface EmbeddedConnection {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
}

/** The address and role of the running database of a layout. Throws if its passwords cannot be read. */
export function connectionTo(layout: EmbeddedLayout, as: 'role' | 'superuser'): EmbeddedConnection {
  const passwords = readPasswords(layout)
  if (passwords === undefined) throw new Error(`${layout.passwords} is missing or unreadable`)
  return {
    host: socketDirectoryOf(layout),
    port: 5432,
    user: as === 'role' ? ROLE : SUPERUSER,
    password: passwords[as],
    database: DATABASE,
  }
}
