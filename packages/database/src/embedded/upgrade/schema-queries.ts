/**
 * One query for each kind of object: its id, its name, and the SQL that creates it. They run with an empty
 * `search_path` on every supported major version. Objects of extensions belong to the extension.
 *
 * Kinds are in the default order of creation. Tables are created without defaults, constraints and indexes: data is
 * copied faster, and no dependency on other tables blocks it.
 */

/** Each schema but PostgreSQL's own. Needs a `pg_namespace n`. */
export const USER_SCHEMA = `(n.nspname !~ '^pg_' and n.nspname <> 'information_schema')`

/** Not part of an extension. */
export function isOwn(catalogue: string, oid: string): string {
  return `not exists (select from pg_depend e where e.classid = 'pg_catalog.${catalogue}'::regclass and e.objid = ${oid} and e.deptype = 'e')`
}

const RELATION = `format('%I.%I', n.nspname, c.relname)`
const OPTIONS = `coalesce(' with (' || array_to_string(c.reloptions, ', ') || ')', '')`

function id(catalogue: string, oid: string): string {
  return `'${catalogue}:' || ${oid} as id`
}

function owner(command: string, name: string, role: string): string {
  return `format(E';\\nalter ${command} %s owner to %I', ${name}, pg_get_userbyid(${role}))`
}

const SCHEMA = `
  select ${id('pg_namespace', 'n.oid')}, format('%I', n.nspname) as name,
         format('create schema %I authorization %I', n.nspname, pg_get_userbyid(n.nspowner)) as definition
    from pg_namespace n
   where ${USER_SCHEMA} and ${isOwn('pg_namespace', 'n.oid')}`

// A trusted extension may belong to the role, and its owner cannot be changed afterwards.
const EXTENSION = `
  select ${id('pg_extension', 'e.oid')}, format('%I', e.extname) as name,
         format(E'set local role %I;\\ncreate extension %I with schema %I;\\nreset role',
                pg_get_userbyid(e.extowner), e.extname, n.nspname) as definition
    from pg_extension e join pg_namespace n on n.oid = e.extnamespace`

const TYPE = `format('%I.%I', n.nspname, t.typname)`

const ENUM = `
  select ${id('pg_type', 't.oid')}, ${TYPE} as name,
         format('create type %s as enum (%s)', ${TYPE},
           (select string_agg(quote_literal(v.enumlabel), ', ' order by v.enumsortorder) from pg_enum v where v.enumtypid = t.oid))
         || ${owner('type', TYPE, 't.typowner')} as definition
    from pg_type t join pg_namespace n on n.oid = t.typnamespace
   where t.typtype = 'e' and ${USER_SCHEMA} and ${isOwn('pg_type', 't.oid')}`

const DOMAIN = `
  select ${id('pg_type', 't.oid')}, ${TYPE} as name,
         format('create domain %s as %s', ${TYPE}, format_type(t.typbasetype, t.typtypmod))
         || case when t.typcollation <> b.typcollation then ' collate ' || ${collation('t.typcollation')} else '' end
         || coalesce(' default ' || pg_get_expr(t.typdefaultbin, 0), '')
         || case when t.typnotnull then ' not null' else '' end
         || coalesce((select string_agg(format(' constraint %I %s', k.conname, pg_get_constraintdef(k.oid)), '' order by k.conname collate "C")
                        from pg_constraint k where k.contypid = t.oid and k.contype = 'c'), '')
         || ${owner('domain', TYPE, 't.typowner')} as definition
    from pg_type t join pg_namespace n on n.oid = t.typnamespace join pg_type b on b.oid = t.typbasetype
   where t.typtype = 'd' and ${USER_SCHEMA} and ${isOwn('pg_type', 't.oid')}`

const COMPOSITE_TYPE = `
  select ${id('pg_type', 'c.reltype')}, ${RELATION} as name,
         format('create type %s as (%s)', ${RELATION},
           (select string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)) || ${columnCollation()}, ', ' order by a.attnum)
              from pg_attribute a join pg_type t on t.oid = a.atttypid
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped))
         || ${owner('type', RELATION, 'c.relowner')} as definition
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind = 'c' and ${USER_SCHEMA} and ${isOwn('pg_type', 'c.reltype')}`

const FUNCTION = `
  select ${id('pg_proc', 'p.oid')}, p.oid::regprocedure::text as name,
         rtrim(pg_get_functiondef(p.oid), E'\\n') || ${owner('routine', 'p.oid::regprocedure', 'p.proowner')} as definition
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
   where p.prokind in ('f', 'p', 'w') and ${USER_SCHEMA} and ${isOwn('pg_proc', 'p.oid')}`

function collation(oid: string): string {
  return `(select format('%I.%I', cn.nspname, l.collname) from pg_collation l join pg_namespace cn on cn.oid = l.collnamespace where l.oid = ${oid})`
}

function columnCollation(): string {
  return `case when a.attcollation <> t.typcollation then ' collate ' || ${collation('a.attcollation')} else '' end`
}

function sequenceOptions(sequence: string): string {
  const s = sequence
  return `format('start with %s increment by %s minvalue %s maxvalue %s cache %s %scycle', ${s}.seqstart, ${s}.seqincrement,
    ${s}.seqmin, ${s}.seqmax, ${s}.seqcache, case when ${s}.seqcycle then '' else 'no ' end)`
}

// A partition shares the sequence of its parent, and attaching makes its column an identity.
const IDENTITY = `
  (select format(' generated %s as identity (sequence name %I.%I %s)',
                 case a.attidentity when 'a' then 'always' else 'by default' end, sn.nspname, sc.relname, ${sequenceOptions('s')})
     from pg_depend d join pg_sequence s on s.seqrelid = d.objid join pg_class sc on sc.oid = s.seqrelid
     join pg_namespace sn on sn.oid = sc.relnamespace
    where d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = c.oid and d.refobjsubid = a.attnum and d.deptype = 'i')`

// Only the expressions of generated columns cannot be set afterwards.
const COLUMN = `
  format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod))
  || case when a.attstorage <> t.typstorage
       then ' storage ' || case a.attstorage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end
       else '' end
  || case a.attcompression when 'p' then ' compression pglz' when 'l' then ' compression lz4' else '' end
  || ${columnCollation()}
  || coalesce(${IDENTITY}, '')
  || case when a.attgenerated <> ''
       then format(' generated always as (%s) %s', pg_get_expr(d.adbin, d.adrelid), case a.attgenerated when 's' then 'stored' else 'virtual' end)
       else '' end
  || case when a.attnotnull then ' not null' else '' end`

// Settings that only "alter column" can change.
const COLUMN_SETTINGS = `
  coalesce((select string_agg(
       case when a.attstattarget >= 0 then format(E';\\nalter table only %s alter column %I set statistics %s', ${RELATION}, a.attname, a.attstattarget) else '' end
       || coalesce(format(E';\\nalter table only %s alter column %I set (', ${RELATION}, a.attname) || array_to_string(a.attoptions, ', ') || ')', ''),
       '' order by a.attnum)
     from pg_attribute a
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and (a.attstattarget >= 0 or a.attoptions is not null)), '')`

function tables(relkind: string): string {
  return `
  select ${id('pg_class', 'c.oid')}, ${RELATION} as name,
         format(E'create %stable %s (\\n  %s\\n)', case c.relpersistence when 'u' then 'unlogged ' else '' end, ${RELATION},
           (select string_agg(${COLUMN}, E',\\n  ' order by a.attnum)
              from pg_attribute a join pg_type t on t.oid = a.atttypid
              left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped))
         || case c.relkind when 'p' then ' partition by ' || pg_get_partkeydef(c.oid) else '' end
         || coalesce(' with (' || (select string_agg(option, ', ') from (
              select unnest(c.reloptions) as option union all
              select 'toast.' || unnest(o.reloptions) from pg_class o where o.oid = c.reltoastrelid) options) || ')', '')
         || ${owner('table', RELATION, 'c.relowner')} || ${COLUMN_SETTINGS} as definition
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind = '${relkind}' and ${USER_SCHEMA} and ${isOwn('pg_class', 'c.oid')}`
}

const PARENT = `
  from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_namespace n on n.oid = c.relnamespace
  join pg_class p on p.oid = i.inhparent join pg_namespace pn on pn.oid = p.relnamespace`
const NEEDS_BOTH = `array['pg_class:' || c.oid, 'pg_class:' || p.oid] as needs`

const PARTITION = `
  select ${id('pg_inherits', 'c.oid')}, ${RELATION} as name,
         format('alter table only %I.%I attach partition %s %s', pn.nspname, p.relname, ${RELATION}, pg_get_expr(c.relpartbound, c.oid)) as definition,
         ${NEEDS_BOTH}
    ${PARENT}
   where c.relispartition and c.relkind in ('r', 'p') and ${USER_SCHEMA}`

// Those of identity columns belong to their table.
const SEQUENCE = `
  select ${id('pg_class', 'c.oid')}, ${RELATION} as name,
         format('create %ssequence %s as %s %s', case c.relpersistence when 'u' then 'unlogged ' else '' end, ${RELATION},
                format_type(s.seqtypid, null), ${sequenceOptions('s')})
         || ${owner('sequence', RELATION, 'c.relowner')}
         || coalesce((select format(E';\\nalter sequence %s owned by %I.%I.%I', ${RELATION}, tn.nspname, tc.relname, a.attname)
                        from pg_depend d join pg_class tc on tc.oid = d.refobjid join pg_namespace tn on tn.oid = tc.relnamespace
                        join pg_attribute a on a.attrelid = tc.oid and a.attnum = d.refobjsubid
                       where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid
                         and d.refclassid = 'pg_catalog.pg_class'::regclass and d.deptype = 'a'), '') as definition
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_sequence s on s.seqrelid = c.oid
   where ${USER_SCHEMA} and ${isOwn('pg_class', 'c.oid')}
     and not exists (select from pg_depend d where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'i')`

const DEFAULT = `
  select ${id('pg_attrdef', 'd.oid')}, format('%s.%I', ${RELATION}, a.attname) as name,
         format('alter table only %s alter column %I set default %s', ${RELATION}, a.attname, pg_get_expr(d.adbin, d.adrelid)) as definition
    from pg_attrdef d join pg_class c on c.oid = d.adrelid join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
   where a.attgenerated = '' and ${USER_SCHEMA} and ${isOwn('pg_class', 'c.oid')}`

/** A check or a foreign key of a partitioned table makes those of its partitions; a key does not, since each has an index of its own. */
function constraints(which: {
  readonly types: string
  readonly only: string
  readonly and: string
  readonly more?: string
}): string {
  return `
  select ${id('pg_constraint', 'k.oid')}, format('%s.%I', ${RELATION}, k.conname) as name,
         format('alter table ${which.only}%s add constraint %I %s', ${RELATION}, k.conname, pg_get_constraintdef(k.oid))${which.more ?? ''} as definition
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
   where k.contype in (${which.types}) and ${which.and} and ${USER_SCHEMA} and ${isOwn('pg_class', 'c.oid')}`
}

const CHECK = constraints({ types: `'c'`, only: '', and: '(k.conislocal or k.coninhcount = 0)' })
// PostgreSQL leaves the options of its index out of a constraint.
const KEY_OPTIONS = `
  || coalesce((select format(E';\\nalter index %I.%I set (', n.nspname, i.relname) || array_to_string(i.reloptions, ', ') || ')'
                 from pg_class i where i.oid = k.conindid), '')`
const KEY = constraints({ types: `'p', 'u', 'x'`, only: 'only ', and: 'true', more: KEY_OPTIONS })
const FOREIGN_KEY = constraints({ types: `'f'`, only: '', and: 'k.conparentid = 0' })

// An invalid index was left by an interrupted "create index concurrently": no query uses it.
const INDEX = `
  select ${id('pg_class', 'c.oid')}, ${RELATION} as name, pg_get_indexdef(c.oid) as definition
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
   where (i.indisvalid or c.relkind = 'I') and ${USER_SCHEMA} and ${isOwn('pg_class', 'i.indrelid')}
     and not exists (select from pg_constraint k where k.conindid = c.oid and k.contype in ('p', 'u', 'x'))`

const INDEX_PARTITION = `
  select ${id('pg_inherits', 'c.oid')}, ${RELATION} as name,
         format('alter index %I.%I attach partition %s', pn.nspname, p.relname, ${RELATION}) as definition, ${NEEDS_BOTH}
    ${PARENT}
   where c.relkind in ('i', 'I') and ${USER_SCHEMA}`

const VIEW = `
  select ${id('pg_class', 'c.oid')}, ${RELATION} as name,
         format(E'create view %s%s as\\n%s', ${RELATION}, ${OPTIONS}, rtrim(pg_get_viewdef(c.oid), ';'))
         || ${owner('view', RELATION, 'c.relowner')} as definition
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind = 'v' and ${USER_SCHEMA} and ${isOwn('pg_class', 'c.oid')}`

// Filled when everything else exists.
const MATERIALIZED_VIEW = `
  select ${id('pg_class', 'c.oid')}, ${RELATION} as name,
         format(E'create materialized view %s%s as\\n%s\\nwith no data', ${RELATION}, ${OPTIONS}, rtrim(pg_get_viewdef(c.oid), ';'))
         || ${owner('materialized view', RELATION, 'c.relowner')} as definition
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind = 'm' and ${USER_SCHEMA} and ${isOwn('pg_class', 'c.oid')}`

const STATISTICS_NAME = `format('%I.%I', n.nspname, s.stxname)`
const STATISTICS = `
  select ${id('pg_statistic_ext', 's.oid')}, ${STATISTICS_NAME} as name,
         pg_get_statisticsobjdef(s.oid) || ${owner('statistics', STATISTICS_NAME, 's.stxowner')} as definition
    from pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace
   where ${USER_SCHEMA} and ${isOwn('pg_statistic_ext', 's.oid')}`

// Those of partitions come with the one of their parent.
const TRIGGER = `
  select ${id('pg_trigger', 't.oid')}, format('%s.%I', ${RELATION}, t.tgname) as name,
         pg_get_triggerdef(t.oid)
         || case when t.tgenabled = 'O' then ''
                 else format(E';\\nalter table %s %s trigger %I', ${RELATION},
                   case t.tgenabled when 'D' then 'disable' when 'R' then 'enable replica' else 'enable always' end, t.tgname) end as definition
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
   where not t.tgisinternal and t.tgparentid = 0 and ${USER_SCHEMA} and ${isOwn('pg_class', 'c.oid')}`

export const SCHEMA_QUERIES = {
  schema: SCHEMA,
  extension: EXTENSION,
  enum: ENUM,
  domain: DOMAIN,
  'composite type': COMPOSITE_TYPE,
  function: FUNCTION,
  table: tables('r'),
  'partitioned table': tables('p'),
  partition: PARTITION,
  sequence: SEQUENCE,
  default: DEFAULT,
  check: CHECK,
  key: KEY,
  index: INDEX,
  'index partition': INDEX_PARTITION,
  view: VIEW,
  'materialized view': MATERIALIZED_VIEW,
  statistics: STATISTICS,
  'foreign key': FOREIGN_KEY,
  trigger: TRIGGER,
} as const
