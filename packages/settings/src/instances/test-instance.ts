import { ProblemError } from '@tributary/core'
import type { ConnectionTest } from '@tributary/integration-host'
import type { ConnectionTester, ProviderKind } from '@tributary/integration-kit/host'
import { invalidSettings } from '../check-change.ts'
import { describeFailure } from '../connection-test/describe-failure.ts'
import { runConnectionTest } from '../connection-test/run-connection-test.ts'
import type { OpenedSecret } from '../open-secrets.ts'
import { type OpenedConfiguration, openedConfiguration } from '../opened-configuration.ts'
import { settingsErrors } from '../settings-errors.ts'
import { checkValues } from './check-values.ts'
import type { InstanceParts } from './instance-parts.ts'
import { fieldOfSecret, openSecretsOf, secretNamesOf } from './instance-secrets.ts'
import type { InstanceRow } from './instance-tables.ts'
import { NOTHING_STORED, readConfiguration, type StoredValues, statesOf } from './instance-values.ts'
import type { OfferedKind } from './offered-kinds.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * Tests a configuration that is not stored.
 *
 * @throws ProblemError `KERNEL_UNKNOWN_VALUE`; `SETTINGS_INVALID` for values that do not fit the form, which are not tried
 */
export async function testNewConfiguration(
  parts: InstanceParts,
  { plugin, kind, values }: { readonly plugin: string; readonly kind: ProviderKind; readonly values: Values },
): Promise<ConnectionTest> {
  const offered = parts.offered.named(plugin, kind)
  const opened = entered(parts, offered, { values, stored: NOTHING_STORED, secrets: new Map() })
  return run(parts, offered, { opened, tester: offered.provider.test })
}

/** Tests a stored instance, also one that is disabled; with values, these over what is stored, secrets included. */
export async function testInstance(
  parts: InstanceParts,
  row: InstanceRow,
  values: Values = {},
): Promise<ConnectionTest> {
  const offered = parts.offered.required(row)
  const opened =
    Object.keys(values).length === 0
      ? await readConfiguration(parts, row, offered)
      : entered(parts, offered, { values, stored: row, secrets: await openSecretsOf(parts, row) })
  return run(parts, offered, { opened, tester: offered.provider.test })
}

/** Checks an instance without an effect; `undefined` where its provider has no check. What is wrong with its configuration is in the outcome. */
export async function checkInstance(
  parts: InstanceParts,
  row: InstanceRow,
  signal?: AbortSignal,
): Promise<ConnectionTest | undefined> {
  const offered = parts.offered.required(row)
  const { health: tester } = offered.provider
  if (tester === undefined) return undefined
  try {
    const opened = await readConfiguration(parts, row, offered)
    return await run(parts, offered, { opened, tester }, signal)
  } catch (error) {
    return unreadable(error)
  }
}

/** The outcome for a configuration that cannot be read: a secret is lost, or Vault does not answer. */
function unreadable(error: unknown): ConnectionTest {
  const { problem, advice } = describeFailure(error)
  const step = { tried: 'Read the configuration', ok: false, milliseconds: 0, problem, advice }
  return { ok: false, milliseconds: 0, steps: [step] }
}

/** Values over what is stored, as they would be if they were saved. */
function entered(
  parts: InstanceParts,
  offered: OfferedKind,
  given: {
    readonly values: Values
    readonly stored: StoredValues
    readonly secrets: ReadonlyMap<string, OpenedSecret>
  },
): OpenedConfiguration {
  const { values, stored, secrets } = given
  const states = statesOf(offered, stored, secrets)
  const checked = checkValues(offered, { values, mode: 'merge' }, { stored, states })
  for (const value of checked.newSecrets.values()) parts.onSecret(value)
  if (checked.wrong.length > 0) throw invalidSettings(checked.wrong)
  const fresh = [...checked.newSecrets].map(([name, value]) => [name, { value }] as const)
  const opened = new Map<string, OpenedSecret>([...secrets, ...fresh])
  for (const name of secretNamesOf(checked))
    if (opened.get(name)?.value === undefined) throw unopenable(offered, fieldOfSecret(name))
  return openedConfiguration(statesOf(offered, checked, opened))
}

function unopenable({ fields }: OfferedKind, field: string): ProblemError {
  const label = fields.find(({ key }) => key === field)?.field.label ?? field
  return new ProblemError(settingsErrors.INSTANCES_INVALID, {
    detail: `${label}: The stored secret cannot be decrypted: set it again, or clear it.`,
  })
}

async function run(
  parts: InstanceParts,
  { plugin, provider }: OfferedKind,
  { opened, tester }: { readonly opened: OpenedConfiguration; readonly tester: ConnectionTester },
  signal?: AbortSignal,
): Promise<ConnectionTest> {
  return runConnectionTest(parts, { plugin, tester, api: provider.api, ...opened }, signal)
}
