import type pg from 'pg'
import { SCHEMA_QUERIES } from './schema-queries.ts'

export type ObjectKind = keyof typeof SCHEMA_QUERIES

/** One object of a database, as SQL. */
export interface SchemaObject {
  /** Catalogue and OID, like `pg_class:16402`. Different on each server. */
  readonly id: string
  readonly kind: ObjectKind
  /** Qualified and quoted. Unique among the objects of its kind. */
  readonly name: string
  /** The statements that create the object. A superuser runs them; they set the owner. */
  readonly definition: string
  /** Ids of required objects that the dependency catalogue does not contain. */
  readonly needs?: readonly string[]
}

/** One entry of the catalogue of dependencies, by ids. */
interface Dependency {
  readonly object: string
  readonly needs: string
  /** `i` and `e`: part of the other. `a`: dropped with it. The others, such as `n`: uses it. */
  readonly type: string
}

const KINDS = Object.keys(SCHEMA_QUERIES) as readonly ObjectKind[]

// OIDs below are PostgreSQL's own objects, and schema public.
const DEPENDENCIES = `
  select distinct classid::regclass::text || ':' || objid as object, refclassid::regclass::text || ':' || refobjid as needs, deptype as type
    from pg_depend where objid >= 16384 and refobjid >= 16384`

/** Reads every object of a database that an upgrade carries, by kind and name. The connection's `search_path` has to be empty. */
export async function readSchemaObjects(client: pg.Client): Promise<readonly SchemaObject[]> {
  const objects: SchemaObject[] = []
  for (const kind of KINDS) {
    const { rows } = await client.query<Omit<SchemaObject, 'kind'>>(SCHEMA_QUERIES[kind])
    objects.push(...rows.map((row) => ({ ...row, kind })))
  }
  return objects.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || compare(a.name, b.name))
}

/** What identifies an object on both sides. */
export function keyOf({ kind, name }: SchemaObject): string {
  return `${kind} ${name}`
}

/**
 * Sorts objects into a valid order of creation: first the bare tables with everything that they or generated columns
 * need, then the data, then the rest. Without a dependency, the given order is kept.
 */
export async function orderObjects(
  client: pg.Client,
  objects: readonly SchemaObject[],
): Promise<{ readonly beforeData: readonly SchemaObject[]; readonly afterData: readonly SchemaObject[] }> {
  const { rows } = await client.query<Dependency>(DEPENDENCIES)
  const needs = neededObjects(objects, rows)
  const visited = new Set<string>()
  const visit = (object: SchemaObject): readonly SchemaObject[] => {
    // Marked before its dependencies: PostgreSQL has few cycles, and refuses a statement that comes too early.
    if (visited.has(object.id)) return []
    visited.add(object.id)
    return [...(needs.get(object.id) ?? []).flatMap(visit), object]
  }
  const beforeData = objects.filter((object) => isBeforeData(object, needs)).flatMap(visit)
  return { beforeData, afterData: objects.flatMap(visit) }
}

const HOLD_DATA: ReadonlySet<ObjectKind> = new Set(['table', 'partitioned table', 'partition'])

/**
 * The catalogue does not record what the body of a function calls, so functions also come first, unless they need a
 * view or similar.
 */
function isBeforeData(object: SchemaObject, needs: ReadonlyMap<string, readonly SchemaObject[]>): boolean {
  if (object.kind !== 'function') return HOLD_DATA.has(object.kind)
  const needed = new Set([object])
  // Iterating a set includes entries that are added meanwhile.
  for (const each of needed) for (const more of needs.get(each.id) ?? []) needed.add(more)
  return [...needed].every(({ kind }) => KINDS.indexOf(kind) <= KINDS.indexOf('partition'))
}

/** For each object, the objects that must be created before it. */
function neededObjects(
  objects: readonly SchemaObject[],
  dependencies: readonly Dependency[],
): ReadonlyMap<string, readonly SchemaObject[]> {
  const byId = new Map(objects.map((object) => [object.id, object]))
  const wholes = new Map<string, string>()
  for (const type of ['a', 'e', 'i']) {
    for (const each of dependencies) if (each.type === type) wholes.set(each.object, each.needs)
  }
  /** An index of a key is made by its constraint, a row type by its table, an operator class by its extension. */
  const resolve = (id: string | undefined): SchemaObject | undefined =>
    id === undefined ? undefined : (byId.get(id) ?? resolve(wholes.get(id)))
  const needs = new Map<string, SchemaObject[]>()
  const add = (object: string, needed: string) => {
    const [from, to] = [resolve(object), resolve(needed)]
    if (from !== undefined && to !== undefined && from !== to)
      needs.set(from.id, [...(needs.get(from.id) ?? []), to])
  }
  for (const each of dependencies) add(each.object, each.needs)
  for (const object of objects) for (const needed of object.needs ?? []) add(object.id, needed)
  return needs
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
