import type pg from 'pg'
import { isOwn, USER_SCHEMA } from './schema-queries.ts'

function inSchemas(catalogue: string, prefix: string, and = 'true'): string {
  return `
  select pg_describe_object('pg_catalog.${catalogue}'::regclass, o.oid, 0)
    from ${catalogue} o join pg_namespace n on n.oid = o.${prefix}namespace
   where ${USER_SCHEMA} and ${isOwn(catalogue, 'o.oid')} and ${and}`
}

function ofDatabase(catalogue: string): string {
  return `
  select pg_describe_object('pg_catalog.${catalogue}'::regclass, o.oid, 0)
    from ${catalogue} o where o.oid >= 16384 and ${isOwn(catalogue, 'o.oid')}`
}

function relations(what: string, condition: string): string {
  return `
  select format('${what} %I.%I', n.nspname, c.relname)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where ${USER_SCHEMA} and ${isOwn('pg_class', 'c.oid')} and ${condition}`
}

/** Objects that neither Tributary nor pg-boss creates. Each would be missing after the copy. */
const UNCARRIED = [
  inSchemas('pg_proc', 'pro', `o.prokind = 'a'`),
  inSchemas('pg_type', 'typ', `(o.typtype in ('r', 'p') or o.typtype = 'b' and o.typelem = 0)`),
  inSchemas('pg_operator', 'opr'),
  inSchemas('pg_opfamily', 'opf'),
  inSchemas('pg_collation', 'coll'),
  inSchemas('pg_conversion', 'con'),
  inSchemas('pg_ts_config', 'cfg'),
  inSchemas('pg_ts_dict', 'dict'),
  inSchemas('pg_ts_parser', 'prs'),
  inSchemas('pg_ts_template', 'tmpl'),
  ofDatabase('pg_am'),
  ofDatabase('pg_cast'),
  ofDatabase('pg_event_trigger'),
  ofDatabase('pg_foreign_data_wrapper'),
  ofDatabase('pg_foreign_server'),
  ofDatabase('pg_language'),
  ofDatabase('pg_publication'),
  ofDatabase('pg_transform'),
  `select pg_describe_object('pg_catalog.pg_policy'::regclass, o.oid, 0) from pg_policy o`,
  `select pg_describe_object('pg_catalog.pg_default_acl'::regclass, o.oid, 0) from pg_default_acl o`,
  `select pg_describe_object('pg_catalog.pg_largeobject'::regclass, o.oid, 0) from pg_largeobject_metadata o`,
  `select pg_describe_object('pg_catalog.pg_rewrite'::regclass, o.oid, 0) from pg_rewrite o
    where o.oid >= 16384 and o.rulename <> '_RETURN'`,
  `select format('configuration table %s of extension %I', unnest(e.extconfig)::regclass, e.extname) from pg_extension e`,
  relations('foreign table', `c.relkind = 'f'`),
  relations('typed table', `c.relkind in ('r', 'p') and c.reloftype <> 0`),
  relations('row security of table', `c.relkind in ('r', 'p') and c.relrowsecurity`),
  relations('replica identity of table', `c.relkind in ('r', 'p', 'm') and c.relreplident <> 'd'`),
  relations(
    'inheriting table',
    `c.relkind = 'r' and not c.relispartition and exists (select from pg_inherits i where i.inhrelid = c.oid)`,
  ),
  relations(
    'access method of table',
    `c.relkind in ('r', 'm') and c.relam <> (select a.oid from pg_am a where a.amname = 'heap')`,
  ),
  relations('tablespace of', `c.relkind in ('r', 'p', 'm', 'i', 'I') and c.reltablespace <> 0`),
  relations(
    'clustering on index',
    `exists (select from pg_index i where i.indexrelid = c.oid and i.indisclustered)`,
  ),
  // Since 18; before, there are no such rows.
  `select format('constraint %I of table %s', k.conname, k.conrelid::regclass) from pg_constraint k
    where k.contype = 'n' and k.conrelid >= 16384 and (not k.convalidated or k.connoinherit)`,
  // Of the whole cluster.
  `select format('database %I', d.datname) from pg_database d where d.datname not in (current_database(), 'postgres', 'template0', 'template1')`,
  `select format('role %I', r.rolname) from pg_roles r where r.oid >= 16384 and r.rolname <> $1`,
  `select format('settings of %s', coalesce('role ' || quote_ident(r.rolname), 'database ' || quote_ident(d.datname)))
     from pg_db_role_setting s left join pg_roles r on r.oid = s.setrole left join pg_database d on d.oid = s.setdatabase`,
  `select format('subscription %I', s.subname) from pg_subscription s`,
]

/** The objects of a database and its cluster that an upgrade does not carry, as PostgreSQL describes them. */
export async function readUncarriedObjects(client: pg.Client, role: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ description: string }>(
    `select description from (${UNCARRIED.join('\nunion all\n')}) objects (description) order by description collate "C"`,
    [role],
  )
  return rows.map(({ description }) => description)
}
