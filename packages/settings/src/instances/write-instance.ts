import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { AuditChange } from '@tributary/audit'
import { type Principal, ProblemError } from '@tributary/core'
import type { ProviderKind } from '@tributary/integration-kit/host'
import type { Transaction } from 'kysely'
import type { SettingWarning } from '../choices/check-loaded.ts'
import { idsIn } from '../secret-list.ts'
import { settingsErrors } from '../settings-errors.ts'
import { acceptValues } from './accept-values.ts'
import type { CheckedValues } from './check-values.ts'
import { type InstanceParts, instancesOf } from './instance-parts.ts'
import {
  fieldOfSecret,
  type StagedSecrets,
  secretNamesOf,
  stageSecrets,
  writeSecrets,
} from './instance-secrets.ts'
import {
  deleteInstance,
  findInstance,
  insertInstance,
  lockInstance,
  updateInstance,
} from './instance-store.ts'
import type { InstanceRow, InstanceTables } from './instance-tables.ts'
import { foundInstance, NOTHING_STORED } from './instance-values.ts'
import { type InstanceChange, prepareChange } from './prepare-change.ts'

const SUBJECT = 'plugin_instance'
/** Each attempt is lost to another change of the same instance. */
const ATTEMPTS = 10

type Values = Readonly<Record<string, unknown>>

export interface NewInstance {
  readonly plugin: string
  readonly kind: ProviderKind
  readonly name: string
  readonly enabled: boolean
  readonly values: Values
}

/** An instance after a change, and what could not be checked of its values. */
export interface WrittenInstance {
  readonly row: InstanceRow
  readonly warnings: readonly SettingWarning[]
}

/**
 * Validates and stores a new instance.
 *
 * @throws ProblemError `KERNEL_UNKNOWN_VALUE`, `SETTINGS_INVALID` or `INSTANCES_NAME_TAKEN`
 */
export async function createInstance(
  parts: InstanceParts,
  { plugin, kind, name, enabled, values }: NewInstance,
  by: Principal,
): Promise<WrittenInstance> {
  const offered = parts.offered.named(plugin, kind)
  const { configuration, secrets, newSecrets, warnings } = await acceptValues(parts, offered, {
    values,
    mode: 'merge',
    stored: NOTHING_STORED,
    open: async () => new Map(),
  })
  const id = randomUUID()
  const staged: StagedSecrets = new Map()
  await stage(parts, id, { newSecrets, staged })
  const contents = { name, enabled, configuration, secrets, formVersion: offered.version }
  return parts.database.transaction<InstanceTables, WrittenInstance>(async (trx) => {
    const row = await insertInstance(trx, { id, plugin, kind, userId: by.userId, ...contents })
    await writeSecrets(trx, parts, { id, write: newSecrets.keys(), remove: [], staged })
    const changes = changesBetweenRows({ configuration: {} }, row, newSecrets.keys())
    await record(trx, parts, { by, action: 'created', id, changes })
    return { row, warnings }
  })
}

/**
 * Changes an instance, all or nothing. Of two changes at once, the second applies to what the first has made of it.
 *
 * @throws ProblemError `INSTANCES_NOT_FOUND`, `INSTANCES_UNAVAILABLE`, `INSTANCES_NAME_TAKEN`, `SETTINGS_INVALID`
 */
export async function changeInstance(
  parts: InstanceParts,
  id: string,
  { by, ...change }: InstanceChange & { readonly by: Principal },
): Promise<WrittenInstance> {
  const staged: StagedSecrets = new Map()
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const row = foundInstance(await findInstance(instancesOf(parts), id))
    const after = await tryChange(parts, { row, change, by, staged })
    if (after === undefined) continue
    parts.database.afterCommit(parts.onChange)
    return after
  }
  throw new ProblemError(settingsErrors.INSTANCES_CHANGED)
}

/** Deletes an instance with its secrets. Throws `INSTANCES_NOT_FOUND`. */
export async function removeInstance(parts: InstanceParts, id: string, by: Principal): Promise<void> {
  await parts.database.transaction<InstanceTables, void>(async (trx) => {
    // First: it waits for a change that is writing these secrets.
    const row = foundInstance(await deleteInstance(trx, id))
    await writeSecrets(trx, parts, { id, write: [], remove: secretNamesOf(row), staged: new Map() })
    const change = { field: 'name', before: row.name, after: null }
    await record(trx, parts, { by, action: 'deleted', id, changes: [change] })
  })
  parts.database.afterCommit(parts.onChange)
}

interface Attempt {
  readonly row: InstanceRow
  readonly change: InstanceChange
  readonly by: Principal
  readonly staged: StagedSecrets
}

/** `undefined` if the instance was changed meanwhile. */
async function tryChange(
  parts: InstanceParts,
  { row: found, change, by, staged }: Attempt,
): Promise<WrittenInstance | undefined> {
  const prepared = await prepareChange(parts, found, change)
  if (prepared === undefined) return undefined
  const { row, contents, newSecrets, removedSecrets, warnings } = prepared
  const changes = changesBetweenRows(row, contents, [...newSecrets.keys(), ...removedSecrets])
  if (changes.length === 0) return { row, warnings }
  const { id } = row
  await stage(parts, id, { newSecrets, staged })
  return parts.database.transaction<InstanceTables, WrittenInstance | undefined>(async (trx) => {
    if (!(await lockInstance(trx, row))) return undefined
    const after = await updateInstance(trx, id, { ...contents, userId: by.userId })
    await writeSecrets(trx, parts, { id, write: newSecrets.keys(), remove: removedSecrets, staged })
    await record(trx, parts, { by, action: 'updated', id, changes })
    return { row: after, warnings }
  })
}

async function stage(
  parts: InstanceParts,
  id: string,
  { newSecrets: values, staged }: Pick<CheckedValues, 'newSecrets'> & { readonly staged: StagedSecrets },
): Promise<void> {
  for (const value of values.values()) parts.onSecret(value)
  await stageSecrets(parts, id, { values, staged })
}

type Comparable = Pick<InstanceRow, 'configuration'> & Partial<Pick<InstanceRow, 'name' | 'enabled'>>

/** By member; the values as `values.<field>`. `secrets`: the names of those that are written or removed. */
function changesBetweenRows(
  before: Comparable,
  after: Comparable,
  secrets: Iterable<string>,
): readonly AuditChange[] {
  const flat = ({ name, enabled, configuration }: Comparable): ReadonlyMap<string, unknown> =>
    new Map([
      ['name', name ?? null],
      ['enabled', enabled ?? null],
      ...Object.entries(configuration).map(([key, value]) => [`values.${key}`, value] as const),
    ])
  const [one, other] = [flat(before), flat(after)]
  const fields = [...new Set([...one.keys(), ...other.keys()])]
  const changes = fields
    .map((field) => ({ field, before: one.get(field) ?? null, after: other.get(field) ?? null }))
    .filter((change) => !isDeepStrictEqual(change.before, change.after))
  const isList = (change: (typeof changes)[number]) =>
    idsIn(change.before) !== undefined || idsIn(change.after) !== undefined
  const ofSecrets = new Set([
    ...[...secrets].map((name) => `values.${fieldOfSecret(name)}`),
    ...changes.filter(isList).map(({ field }) => field),
  ])
  const plain = changes.filter((change) => !isList(change))
  return [...plain, ...[...ofSecrets].map((field) => ({ field, isSecret: true as const }))]
}

async function record(
  trx: Transaction<InstanceTables>,
  { audit }: InstanceParts,
  entry: {
    readonly by: Principal
    readonly action: 'created' | 'updated' | 'deleted'
    readonly id: string
    readonly changes: readonly AuditChange[]
  },
): Promise<void> {
  const { by, action, id, changes } = entry
  await audit.record({ by, action, subjectType: SUBJECT, subjectId: id, changes }, { trx })
}
