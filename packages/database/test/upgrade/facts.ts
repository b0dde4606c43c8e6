import type pg from 'pg'

const USER = `nspname not in ('pg_catalog', 'information_schema') and nspname !~ '^pg_'`

/** Queries of the catalogue, each with one column. They share nothing with those of the upgrade, whose mistakes they find. */
const CATALOGUE: Readonly<Record<string, string>> = {
  columns: `select to_jsonb(c) - 'table_catalog' - 'udt_catalog' - 'domain_catalog' - 'character_set_catalog' - 'collation_catalog' - 'ordinal_position' - 'dtd_identifier'
     from information_schema.columns c where table_schema not in ('pg_catalog', 'information_schema')`,
  storage: `select format('%s.%s %s %s %s %s', a.attrelid::regclass, a.attname, a.attstorage, a.attcompression, a.attstattarget, a.attoptions)
     from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where ${USER} and a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p')`,
  relations: `select format('%s %s %s %s %s %s', c.oid::regclass, c.relkind, c.relpersistence, pg_get_userbyid(c.relowner), c.reloptions, t.reloptions)
     from pg_class c join pg_namespace n on n.oid = c.relnamespace left join pg_class t on t.oid = c.reltoastrelid where ${USER} and c.relkind <> 'c'`,
  // The versions name differently what a foreign key has for each partition.
  constraints: `select format('%s %s %s %s %s %s %s', conrelid::regclass, contypid::regtype, case when contype = 'f' and conparentid <> 0 then '' else conname end, contype, convalidated, condeferred, pg_get_constraintdef(oid, true))
     from pg_constraint where contype not in ('n', 't') and connamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)`,
  indexes: `select format('%s %s %s %s', i.indexrelid::regclass, i.indisvalid, i.indisunique, pg_get_indexdef(i.indexrelid, 0, true))
     from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace where ${USER}`,
  inheritance: `select format('%s of %s', inhrelid::regclass, inhparent::regclass) from pg_inherits`,
  bounds: `select format('%s %s %s', oid::regclass, pg_get_expr(relpartbound, oid), pg_get_partkeydef(oid)) from pg_class where relispartition or relkind = 'p'`,
  views: `select format('%s.%s %s %s', schemaname, viewname, viewowner, definition) from pg_views where schemaname not in ('pg_catalog', 'information_schema')`,
  'materialized views': `select format('%s.%s %s %s %s', schemaname, matviewname, matviewowner, ispopulated, definition) from pg_matviews`,
  triggers: `select format('%s %s %s', tgrelid::regclass, tgenabled, pg_get_triggerdef(oid, true)) from pg_trigger where not tgisinternal`,
  functions: `select format('%s %s %s', p.oid::regprocedure, pg_get_userbyid(proowner), md5(pg_get_functiondef(p.oid)))
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${USER} and prokind in ('f', 'p')
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`,
  enums: `select format('%s %s %s', enumtypid::regtype, enumlabel, row_number() over (partition by enumtypid order by enumsortorder)) from pg_enum`,
  types: `select format('%s %s %s %s', t.oid::regtype, typtype, pg_get_userbyid(typowner), pg_get_expr(typdefaultbin, 0)) from pg_type t join pg_namespace n on n.oid = t.typnamespace
    where ${USER} and typtype in ('e', 'd', 'c')`,
  sequences: `select to_jsonb(s) from pg_sequences s`,
  extensions: `select format('%s %s %s', extname, extnamespace::regnamespace, pg_get_userbyid(extowner)) from pg_extension`,
  schemas: `select format('%s %s', nspname, pg_get_userbyid(nspowner)) from pg_namespace where ${USER}`,
  statistics: `select pg_get_statisticsobjdef(oid) from pg_statistic_ext`,
}

const RELATIONS = `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where ${USER} and (c.relkind in ('r', 'p', 'v') or c.relkind = 'm' and c.relispopulated)`

/** Reads the catalogue, and a digest of the sorted rows of each table and view. */
export async function readFacts(client: pg.Client): Promise<Readonly<Record<string, readonly string[]>>> {
  await client.query(`set search_path = ''; set timezone = 'UTC'`)
  const facts: Record<string, readonly string[]> = {}
  for (const [name, query] of Object.entries(CATALOGUE)) {
    const { rows } = await client.query<{ fact: string }>(
      `select fact::text from (${query}) facts (fact) order by fact::text collate "C"`,
    )
    facts[name] = rows.map(({ fact }) => fact)
  }
  const { rows } = await client.query<{ name: string }>(RELATIONS)
  const digests: string[] = []
  for (const { name } of rows) digests.push(await digestOf(client, name))
  facts['rows'] = digests.sort()
  return facts
}

async function digestOf(client: pg.Client, relation: string): Promise<string> {
  const { rows } = await client.query<{ digest: string }>(
    `select format('%s %s', count(*), md5(string_agg((r.*)::text, E'\\n' order by (r.*)::text collate "C"))) as digest from ${relation} r`,
  )
  return `${relation} ${rows[0]?.digest}`
}
