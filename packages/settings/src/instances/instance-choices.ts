import { ProblemError } from '@tributary/core'
import type { ProviderKind } from '@tributary/integration-kit/host'
import type { ChoiceLoader } from '../choices/load-choices.ts'
import { type LoadingForm, offeredChoices, requireLoaded } from '../choices/load-field.ts'
import type { OfferedChoice } from '../choices/with-chosen.ts'
import { settingsErrors } from '../settings-errors.ts'
import { type InstanceParts, instancesOf } from './instance-parts.ts'
import { openSecretsOf } from './instance-secrets.ts'
import { findInstance } from './instance-store.ts'
import type { InstanceRow } from './instance-tables.ts'
import { NOTHING_STORED, statesOf } from './instance-values.ts'
import type { OfferedKind } from './offered-kinds.ts'

/** Where the choices of an instance are loaded. */
export function instanceChoices(id: string) {
  return (key: string) => ({ url: `/api/admin/plugins/instances/${id}/choices/${key}` })
}

/** Where the choices of an instance that is not stored are loaded. */
export function newInstanceChoices(plugin: string, kind: ProviderKind) {
  return (key: string) => ({
    url: `/api/admin/plugins/choices/${key}`,
    body: { plugin, kind },
  })
}

export function formOfKind({ fields, provider }: OfferedKind): LoadingForm {
  return { fields, api: provider.api }
}

export function choiceLoader({ egress, logger, choicesMilliseconds }: InstanceParts): ChoiceLoader {
  return {
    egress,
    logger,
    ...(choicesMilliseconds === undefined ? {} : { timeLimitMilliseconds: choicesMilliseconds }),
  }
}

interface Asked {
  readonly key: string
  readonly values: Readonly<Record<string, unknown>>
  readonly signal: AbortSignal
}

/**
 * The choices of a field of a form that is not stored; with an instance, its values and secrets lie under what is sent.
 *
 * @throws ProblemError `KERNEL_UNKNOWN_VALUE`, `SETTINGS_UNKNOWN_FIELD`, `SETTINGS_NO_CHOICES`; `SETTINGS_INVALID` for an instance of
 * another plugin or kind
 */
export async function choicesOfNew(
  parts: InstanceParts,
  of: { readonly plugin: string; readonly kind: ProviderKind; readonly instanceId?: string | undefined },
  asked: Asked,
): Promise<readonly OfferedChoice[]> {
  const { plugin, kind, instanceId } = of
  const offered = parts.offered.named(plugin, kind)
  if (instanceId === undefined) return choicesOver(parts, { offered, row: undefined }, asked)
  const row = await findInstance(instancesOf(parts), instanceId)
  if (row?.plugin !== plugin || row.kind !== kind) throw otherInstance()
  return choicesOver(parts, { offered, row }, asked)
}

/**
 * The choices of a field of a stored instance, for values over those that are stored.
 *
 * @throws ProblemError `INSTANCES_UNAVAILABLE`, `SETTINGS_UNKNOWN_FIELD`, `SETTINGS_NO_CHOICES`
 */
export async function choicesOfInstance(
  parts: InstanceParts,
  row: InstanceRow,
  asked: Asked,
): Promise<readonly OfferedChoice[]> {
  return choicesOver(parts, { offered: parts.offered.required(row), row }, asked)
}

async function choicesOver(
  parts: InstanceParts,
  { offered, row }: { readonly offered: OfferedKind; readonly row: InstanceRow | undefined },
  asked: Asked,
): Promise<readonly OfferedChoice[]> {
  const form = formOfKind(offered)
  requireLoaded(form, asked.key)
  const opened = row === undefined ? new Map() : await openSecretsOf(parts, row)
  const states = statesOf(offered, row ?? NOTHING_STORED, opened)
  return offeredChoices(choiceLoader(parts), form, { ...asked, states, onSecret: parts.onSecret })
}

function otherInstance(): ProblemError {
  const message = 'There is no instance of this plugin and kind with this id.'
  return new ProblemError(settingsErrors.SETTINGS_INVALID, {
    detail: `instanceId: ${message}`,
    extensions: { errors: [{ in: 'body', path: '/instanceId', message }] },
  })
}
