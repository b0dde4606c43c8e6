import { formVersionOf } from '@tributary/integration-kit/host'
import { convertForm } from '../convert-form.ts'
import { type FormRows, isOfSecrets, openForm } from '../open-form.ts'
import type { OpenedSecret } from '../open-secrets.ts'
import { SECRET_IS_SET } from '../secret-rows.ts'
import { type InstanceParts, instancesOf } from './instance-parts.ts'
import {
  openSecretsOf,
  type StagedSecrets,
  secretNamesOf,
  stageSecrets,
  writeSecrets,
} from './instance-secrets.ts'
import { findInstance, listOutdatedInstances, lockInstance, updateInstance } from './instance-store.ts'
import type { InstanceRow, InstanceTables } from './instance-tables.ts'
import type { StoredValues } from './instance-values.ts'
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

/** A secret that cannot be opened is no value to convert: its row stays where the new form has secrets of its name. */
function convert(row: InstanceRow, offered: OfferedKind, opened: ReadonlyMap<string, OpenedSecret>) {
  const singles = row.secrets.map((field) => [field, SECRET_IS_SET] as const)
  const before = new Map<string, unknown>([...Object.entries(row.configuration), ...singles])
  const { values } = openForm(offered, { rows: before, opened })
  const stored = { version: row.form_version, values }
  const { rows, secrets } = convertForm(offered, stored, formVersionOf(offered.provider.instance))
  const kept = [...before].filter(([field]) => !(field in values) && isOfSecrets(offered, field))
  const after = storedValuesOf(offered, new Map([...kept, ...rows]))
  const names = new Set(secretNamesOf(after))
  return {
    ...after,
    newSecrets: new Map([...secrets].filter(([name, value]) => opened.get(name)?.value !== value)),
    removedSecrets: secretNamesOf(row).filter((name) => !names.has(name)),
  }
}

function storedValuesOf({ fields }: OfferedKind, rows: FormRows): StoredValues {
  const singles = new Set(fields.filter(({ field }) => field.kind === 'secret').map(({ key }) => key))
  return {
    configuration: Object.fromEntries([...rows].filter(([key]) => !singles.has(key))),
    secrets: [...rows.keys()].filter((key) => singles.has(key)),
  }
}
