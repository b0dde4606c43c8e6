import { formVersionOf } from '@tributary/integration-kit/host'
import { convertValues } from '../convert-values.ts'
import type { OpenedSecret } from '../open-secrets.ts'
import { type InstanceParts, instancesOf } from './instance-parts.ts'
import { openSecretsOf, type StagedSecrets, stageSecrets, writeSecrets } from './instance-secrets.ts'
import { findInstance, listOutdatedInstances, lockInstance, updateInstance } from './instance-store.ts'
import type { InstanceRow, InstanceTables } from './instance-tables.ts'
import type { OfferedKind } from './offered-kinds.ts'

/**
 * Converts the values of all instances to the versions of their forms. One for which that fails keeps its values and is `invalid`; the
 * others are not affected. Can be repeated.
 */
export async function migrateInstances(parts: InstanceParts): Promise<void> {
  for (const offered of parts.offered.all().filter(({ version }) => version > 1))
    for (const row of await listOutdatedInstances(instancesOf(parts), offered))
      await migrateInstance(parts, row, offered).catch((error: unknown) => {
        const { id, plugin } = row
        parts.logger.error(
          { err: error, instance: id, of: plugin },
          'values of an instance cannot be converted',
        )
      })
}

/**
 * Converts the values of an instance to the version of its form, secrets too, all or none; resolves to the instance after. `undefined` if it
 * was changed or deleted meanwhile. Values of a newer version stay as they are.
 *
 * @throws Error if a migration throws
 */
export async function migrateInstance(
  parts: InstanceParts,
  row: InstanceRow,
  offered: OfferedKind,
): Promise<InstanceRow | undefined> {
  if (row.form_version >= offered.version) return row
  const opened = await openSecretsOf(parts, row)
  const before = await findInstance(instancesOf(parts), row.id)
  if (before?.revision !== row.revision) return undefined
  const converted = convert(row, offered, opened)
  const staged: StagedSecrets = new Map()
  await stageSecrets(parts, row.id, { values: converted.newSecrets, staged })
  return parts.database.transaction<InstanceTables, InstanceRow | undefined>(async (trx) => {
    if (!(await lockInstance(trx, row))) return undefined
    const { id, name, enabled, updated_by: userId } = row
    const { newSecrets, removedSecrets, ...contents } = converted
    await writeSecrets(trx, parts, { id, write: newSecrets.keys(), remove: removedSecrets, staged })
    return updateInstance(trx, id, { name, enabled, userId, formVersion: offered.version, ...contents })
  })
}

/** A secret that cannot be opened is no value to convert: it stays where the new form has a secret of its name. */
function convert(
  { configuration, secrets, form_version: version }: InstanceRow,
  { provider, fields }: OfferedKind,
  opened: ReadonlyMap<string, OpenedSecret>,
) {
  const isSecret = new Set(fields.filter(({ field }) => field.kind === 'secret').map(({ key }) => key))
  const readable = [...opened].flatMap(([field, { value }]) =>
    value === undefined ? [] : [[field, value] as const],
  )
  const stored = { version, values: { ...configuration, ...Object.fromEntries(readable) } }
  const values = Object.entries(convertValues(stored, formVersionOf(provider.instance))).filter(
    ([, value]) => value !== undefined && value !== null,
  )
  const newSecrets = new Map<string, string>()
  const kept = secrets.filter((field) => isSecret.has(field) && opened.get(field)?.value === undefined)
  for (const [field, value] of values.filter(([key]) => isSecret.has(key))) {
    if (typeof value !== 'string')
      throw new TypeError(`its migration gives the secret "${field}" a value that is not text`)
    if (opened.get(field)?.value === value) kept.push(field)
    else newSecrets.set(field, value)
  }
  const after = [...new Set([...kept, ...newSecrets.keys()])]
  return {
    configuration: Object.fromEntries(values.filter(([key]) => !isSecret.has(key))),
    secrets: after,
    newSecrets,
    removedSecrets: secrets.filter((field) => !after.includes(field)),
  }
}
