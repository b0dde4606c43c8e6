import { ProblemError } from '@tributary/core'
import { Type } from 'typebox'
import { settingsErrors } from '../../settings-errors.ts'
import { type InstanceParts, instancesOf } from '../instance-parts.ts'
import { findInstance } from '../instance-store.ts'
import type { InstanceRow } from '../instance-tables.ts'
import { foundInstance } from '../instance-values.ts'
import { EXAMPLE_INSTANCE_ID } from '../instance-view.ts'

export const InstanceId = Type.Object({
  id: Type.String({ format: 'uuid', description: 'Of the instance.', examples: [EXAMPLE_INSTANCE_ID] }),
})

/** Throws `INSTANCES_NOT_FOUND`. */
export async function instanceOf(parts: InstanceParts, id: string): Promise<InstanceRow> {
  return foundInstance(await findInstance(instancesOf(parts), id))
}

/** A name as it is stored. Throws `SETTINGS_INVALID` for one of spaces only. */
export function trimmedName(name: string): string {
  const trimmed = name.trim()
  if (trimmed !== '') return trimmed
  const message = 'This must not be empty.'
  throw new ProblemError(settingsErrors.SETTINGS_INVALID, {
    detail: `name: ${message}`,
    extensions: { errors: [{ in: 'body', path: '/name', message }] },
  })
}
