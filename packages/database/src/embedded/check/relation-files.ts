import type pg from 'pg'

/** The table, index, … that a file belongs to. */
export interface FileOwner {
  /** A readable name: `table public.notes`, `index public.notes_pkey of table public.notes`. */
  readonly name: string
  /** The SQL statement that repairs the file without a backup, if there is one. */
  readonly repair: string | undefined
}

/** A relation's file: `base/16384/16390_vm.1`, `global/1260`. */
interface RelationFile {
  /** Absent for the tables that all databases share. */
  readonly database: number | undefined
  readonly number: number
  readonly fork: 'main' | 'fsm' | 'vm' | 'init'
}

const PATH = /^(?:base\/(\d+)|global)\/(\d+)(?:_(fsm|vm|init))?(?:\.\d+)?$/

/** `undefined` for a file that belongs to no relation. */
export function parseRelationFile(path: string): RelationFile | undefined {
  const [, database, number, fork = 'main'] = PATH.exec(path) ?? []
  if (number === undefined) return undefined
  return {
    database: database === undefined ? undefined : Number(database),
    number: Number(number),
    fork: fork as RelationFile['fork'],
  }
}

/** Oid of the tablespace of shared tables (`pg_global`); 0 is the database's own. */
const GLOBAL_TABLESPACE = 1664

interface RelationRow {
  readonly kind: string
  readonly name: string
  readonly owner: string | null
  readonly owner_kind: string | null
}

/** A relation and what it belongs to: an index to its table, a TOAST table to the table whose long values it holds. */
const DESCRIBE = `
  select c.relkind as kind, format('%I.%I', n.nspname, c.relname) as name,
    o.relkind as owner_kind, case when o.oid is not null then format('%I.%I', m.nspname, o.relname) end as owner
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  left join pg_index i on i.indexrelid = c.oid
  left join pg_class o on o.oid = i.indrelid or o.reltoastrelid = c.oid
  left join pg_namespace m on m.oid = o.relnamespace
  where c.oid = `

/** Looked up in the file's database, or in any for a shared table. `undefined` for a file without a relation. */
export async function ownerOfFile(client: pg.ClientBase, path: string): Promise<FileOwner | undefined> {
  const file = parseRelationFile(path)
  if (file === undefined) return undefined
  const tablespace = file.database === undefined ? GLOBAL_TABLESPACE : 0
  const { rows } = await client.query<RelationRow>(`${DESCRIBE} pg_filenode_relation($1, $2)`, [
    tablespace,
    file.number,
  ])
  return rows[0] === undefined ? undefined : { name: nameOf(rows[0]), repair: repairOf(rows[0], file.fork) }
}

export async function ownerOfRelation(client: pg.ClientBase, oid: number): Promise<FileOwner | undefined> {
  const { rows } = await client.query<RelationRow>(`${DESCRIBE} $1`, [oid])
  return rows[0] === undefined ? undefined : { name: nameOf(rows[0]), repair: repairOf(rows[0], 'main') }
}

const KINDS: Readonly<Record<string, string>> = {
  r: 'table',
  i: 'index',
  S: 'sequence',
  t: 'TOAST table',
  m: 'materialized view',
}

function nameOf({ kind, name, owner, owner_kind: ownerKind }: RelationRow): string {
  const described = `${KINDS[kind] ?? 'relation'} ${name}`
  return ownerKind === null ? described : `${described} of ${KINDS[ownerKind] ?? 'relation'} ${owner}`
}

/** Only objects derived from a table can be rebuilt without a backup. */
function repairOf({ kind, name }: RelationRow, fork: RelationFile['fork']): string | undefined {
  if (kind === 'i') return `REINDEX INDEX ${name}`
  return fork === 'fsm' || fork === 'vm' ? `VACUUM (DISABLE_PAGE_SKIPPING) ${name}` : undefined
}
