import { ProblemError } from '@tributary/core'
import { type ConfigurationField, type InstanceState, VALUE_MISSING } from '@tributary/integration-host'
import { holdsSecrets } from '@tributary/integration-kit/host'
import type { OpenedSecret } from '../open-secrets.ts'
import { type OpenedConfiguration, openedConfiguration } from '../opened-configuration.ts'
import { type FieldState, isMissing, resolveField, type Stored, visibleStates } from '../resolve-field.ts'
import { idsIn } from '../secret-list.ts'
import { settingsErrors } from '../settings-errors.ts'
import { storedList } from '../stored-secret-field.ts'
import { type InstanceParts, instancesOf } from './instance-parts.ts'
import { openSecretsOf } from './instance-secrets.ts'
import { findInstance } from './instance-store.ts'
import type { InstanceRow } from './instance-tables.ts'
import type { OfferedKind } from './offered-kinds.ts'

/** What is stored of the values of an instance. */
export interface StoredValues {
  /** By field, without secrets; of a list of secrets, the ids of its entries. */
  readonly configuration: Readonly<Record<string, unknown>>
  /** The fields whose single secret is set. */
  readonly secrets: readonly string[]
}

export const NOTHING_STORED: StoredValues = { configuration: {}, secrets: [] }

/**
 * The state of each field. Without opened secrets, one that is set counts as valid: reading it may mean asking Vault.
 */
export function statesOf(
  { fields }: OfferedKind,
  { configuration, secrets }: StoredValues,
  opened?: ReadonlyMap<string, OpenedSecret>,
): readonly FieldState[] {
  return fields.map((field): FieldState => {
    const { key } = field
    if (field.field.kind === 'secret' && secrets.includes(key)) {
      if (opened === undefined) return { ...field, source: 'stored', problems: [] }
      const value = opened.get(key)?.value
      return resolveField(field, { stored: value === undefined ? 'unopenable' : { value }, environment: {} })
    }
    if (field.field.kind === 'array' && holdsSecrets(field.schema) && Object.hasOwn(configuration, key))
      return stateOfList(field, configuration[key], opened)
    const stored: Stored = Object.hasOwn(configuration, key) ? { value: configuration[key] } : undefined
    return resolveField(field, { stored, environment: {} })
  })
}

function stateOfList(
  field: ConfigurationField,
  row: unknown,
  opened: ReadonlyMap<string, OpenedSecret> | undefined,
): FieldState {
  const ids = idsIn(row)
  if (opened === undefined && ids !== undefined)
    return { ...field, source: 'stored', problems: [], entries: ids.map((id) => ({ id })) }
  return resolveField(field, {
    stored: storedList(field.key, { row, opened: opened ?? new Map() }),
    environment: {},
  })
}

/** Why an instance cannot be used as it is stored; empty if it can. No sentence contains a value. */
export function problemsOf(
  offered: OfferedKind,
  row: Pick<InstanceRow, 'configuration' | 'secrets' | 'form_version'>,
  opened?: ReadonlyMap<string, OpenedSecret>,
): readonly string[] {
  if (row.form_version !== offered.version) return [versionProblem(row.form_version, offered.version)]
  return visibleStates(statesOf(offered, row, opened)).flatMap((state) => [
    ...(isMissing(state) ? [`${state.field.label}: ${VALUE_MISSING}`] : []),
    ...state.problems.map((problem) => `${state.field.label}: ${problem}`),
  ])
}

/** What can be done with an instance now. */
export function stateOf(row: InstanceRow, offered: OfferedKind | undefined): InstanceState {
  if (!row.enabled) return 'disabled'
  if (offered === undefined) return 'unavailable'
  return problemsOf(offered, row).length === 0 ? 'active' : 'invalid'
}

/**
 * The values of a stored instance, all of one revision.
 *
 * @throws ProblemError `INSTANCES_INVALID` for values that do not fit the form, `INSTANCES_NOT_FOUND` if it was deleted meanwhile
 */
export async function readConfiguration(
  parts: InstanceParts,
  row: InstanceRow,
  offered: OfferedKind,
): Promise<OpenedConfiguration & { readonly row: InstanceRow }> {
  let current = row
  for (;;) {
    const opened = await openSecretsOf(parts, current)
    // The secrets and the row are written together: if the row is the same before and after, they are of one revision.
    const after = foundInstance(await findInstance(instancesOf(parts), row.id))
    if (after.revision === current.revision) return { ...valuesOf(offered, current, opened), row: current }
    current = after
  }
}

function valuesOf(
  offered: OfferedKind,
  row: InstanceRow,
  opened: ReadonlyMap<string, OpenedSecret>,
): OpenedConfiguration {
  const problems = problemsOf(offered, row, opened)
  if (problems.length > 0)
    throw new ProblemError(settingsErrors.INSTANCES_INVALID, {
      detail: `The instance ${JSON.stringify(row.name)} cannot be used: ${problems.join(' ')}`,
    })
  return openedConfiguration(statesOf(offered, row, opened))
}

export function foundInstance(row: InstanceRow | undefined): InstanceRow {
  if (row !== undefined) return row
  throw new ProblemError(settingsErrors.INSTANCES_NOT_FOUND, {
    detail: 'GET /api/admin/plugins/instances lists them.',
  })
}

function versionProblem(stored: number, version: number): string {
  return stored > version
    ? `Its values were stored by a newer version of the plugin (form ${stored}, this one has ${version}): install the newer version again.`
    : `Its values are of version ${stored} of the form and could not be converted to version ${version}: enter them again.`
}
