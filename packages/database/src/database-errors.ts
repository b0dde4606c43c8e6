import { defineErrors } from '@tributary/core'

/** Every error of this package. */
export const databaseErrors = defineErrors({
  DATABASE_LOCKED: { status: 500, kind: 'config', title: 'Another machine has the database open' },
  DATABASE_DAMAGED: { status: 500, kind: 'config', title: 'The database is damaged' },
  DATABASE_CANNOT_RUN: {
    status: 500,
    kind: 'config',
    title: 'The embedded database cannot run on this machine',
  },
  DATABASE_OTHER_VERSION: {
    status: 500,
    kind: 'config',
    title: 'The data directory is from another PostgreSQL version',
  },
  DATABASE_UPGRADE_FAILED: { status: 500, kind: 'config', title: 'The database upgrade failed' },
  DATABASE_UNAVAILABLE: { status: 503, kind: 'transient', title: 'The database cannot be reached' },
  DATABASE_REFUSED: { status: 500, kind: 'config', title: 'PostgreSQL refused access to the database' },
  DATABASE_UNREADABLE: { status: 503, kind: 'config', title: 'Tables of the database cannot be read' },
  DATABASE_BUSY: { status: 503, kind: 'transient', title: 'The database is busy' },
  DATABASE_DISK_FULL: { status: 503, kind: 'transient', title: 'The disk of the database is full' },
  DATABASE_READ_ONLY: { status: 503, kind: 'transient', title: 'The database is read-only' },
  DATABASE_CONFLICT: { status: 503, kind: 'transient', title: 'Concurrent changes of the same data' },
  DATABASE_POOL_IN_TRANSACTION: {
    status: 500,
    kind: 'bug',
    title: 'A transaction used the pool instead of its own connection',
  },
  DATABASE_UNSUITABLE: { status: 500, kind: 'config', title: 'The PostgreSQL database cannot be used' },
  DATABASE_NO_RIGHTS: { status: 500, kind: 'config', title: 'The PostgreSQL role lacks a privilege' },
  DATABASE_TOO_OLD: { status: 500, kind: 'config', title: 'The PostgreSQL server is too old' },
  DATABASE_NEWER: { status: 500, kind: 'config', title: 'The database is newer than this server' },
  DATABASE_MIGRATION_ORDER: { status: 500, kind: 'bug', title: 'Migrations are in the wrong order' },
  DATABASE_MIGRATION_FAILED: { status: 500, kind: 'bug', title: 'A migration failed' },
  DATABASE_BAD_VALUE: { status: 400, kind: 'config', title: 'The database cannot search for this value' },
  DATABASE_BAD_CURSOR: { status: 400, kind: 'config', title: 'Invalid cursor' },
})

/** What a problem of `DATABASE_UNAVAILABLE` says where the cause is not known any better. */
export const UNAVAILABLE_DETAIL =
  'The database cannot be reached. Try again in a few seconds; if it lasts, an administrator must check that PostgreSQL runs and that DATABASE_URL leads to it.'
