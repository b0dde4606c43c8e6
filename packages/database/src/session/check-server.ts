import { ProblemError } from '@tributary/core'
import type pg from 'pg'
import { databaseErrors } from '../database-errors.ts'
import { MIGRATIONS_SCHEMA } from '../migrate.ts'

/** The properties of the database behind `DATABASE_URL` that this server depends on. */
export interface ServerFacts {
  readonly versionNumber: number
  readonly version: string
  readonly database: string
  readonly role: string
  readonly encoding: string
  readonly standby: boolean
  readonly readOnly: boolean
  readonly hasIcu: boolean
  /** `null` if there is no such schema. */
  readonly createsInPublic: boolean | null
  readonly createsSchemas: boolean
  readonly hasMigrations: boolean
}

interface Requirement {
  readonly error: keyof typeof databaseErrors
  isMet(facts: ServerFacts): boolean
  /** The problem and its cure, in one sentence. */
  describe(facts: ServerFacts): string
}

/** Only the first unmet requirement is reported: an old version or a standby explains the following ones. */
const REQUIREMENTS: readonly Requirement[] = [
  {
    error: 'DATABASE_TOO_OLD',
    isMet: ({ versionNumber }) => versionNumber >= 150_000,
    describe: ({ version }) => `DATABASE_URL leads to PostgreSQL ${version}; version 15 or newer is needed.`,
  },
  {
    error: 'DATABASE_UNSUITABLE',
    isMet: ({ encoding }) => encoding === 'UTF8',
    describe: ({ database, encoding }) =>
      `The database "${database}" has the encoding ${encoding}, which cannot store every text: create another with ` +
      `"create database … encoding 'UTF8' template template0", and set DATABASE_URL to it.`,
  },
  {
    error: 'DATABASE_UNSUITABLE',
    isMet: ({ hasIcu }) => hasIcu,
    describe: () =>
      'This PostgreSQL was built without ICU, which folds case in searches: use one that has the collation "und-x-icu".',
  },
  {
    error: 'DATABASE_UNSUITABLE',
    isMet: ({ standby }) => !standby,
    describe: () => 'DATABASE_URL leads to a standby, which is read-only: set it to the primary server.',
  },
  {
    error: 'DATABASE_UNSUITABLE',
    isMet: ({ readOnly }) => !readOnly,
    describe: ({ database, role }) =>
      `The database "${database}" is read-only for "${role}": reset default_transaction_read_only, which the server, the ` +
      'database or the role sets to "on".',
  },
  {
    error: 'DATABASE_NO_RIGHTS',
    isMet: ({ createsInPublic }) => createsInPublic !== null,
    describe: ({ database, role }) =>
      `The database "${database}" has no schema "public": run "create schema public authorization ${quote(role)}" there.`,
  },
  {
    error: 'DATABASE_NO_RIGHTS',
    isMet: ({ createsInPublic }) => createsInPublic === true,
    describe: ({ database, role }) =>
      `The role "${role}" may not create tables in the database "${database}": run there, as its owner, ` +
      `"grant create on schema public to ${quote(role)}".`,
  },
  {
    error: 'DATABASE_NO_RIGHTS',
    // Once they exist, this privilege is no longer needed.
    isMet: ({ createsSchemas, hasMigrations }) => createsSchemas || hasMigrations,
    describe: ({ database, role }) =>
      `The role "${role}" may not create schemas in the database "${database}": run, as its owner, ` +
      `"grant create on database ${quote(database)} to ${quote(role)}".`,
  },
]

const FACTS = `
  select current_setting('server_version_num')::int as "versionNumber",
         current_setting('server_version') as version,
         current_database() as database,
         current_user as role,
         current_setting('server_encoding') as encoding,
         pg_is_in_recovery() as standby,
         current_setting('default_transaction_read_only') = 'on' as "readOnly",
         to_regcollation('pg_catalog."und-x-icu"') is not null as "hasIcu",
         (select has_schema_privilege(oid, 'create') from pg_namespace where nspname = 'public') as "createsInPublic",
         has_database_privilege(current_database(), 'create') as "createsSchemas",
         to_regnamespace('${MIGRATIONS_SCHEMA}') is not null as "hasMigrations"`

export async function readServerFacts(pool: pg.Pool): Promise<ServerFacts | undefined> {
  const { rows } = await pool.query<ServerFacts>(FACTS)
  return rows[0]
}

/** The reason why this server cannot use the database, if any. */
export function problemOfServer(facts: ServerFacts): ProblemError | undefined {
  const unmet = REQUIREMENTS.find((requirement) => !requirement.isMet(facts))
  if (unmet === undefined) return undefined
  return new ProblemError(databaseErrors[unmet.error], { detail: unmet.describe(facts) })
}

function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`
}
