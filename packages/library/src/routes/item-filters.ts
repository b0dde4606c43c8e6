import { checkDateRange, dateRangeParameters, unknownValue } from '@tributary/core'
import { type IntegrationDefinition, MEDIA_TYPES } from '@tributary/integration-kit/host'
import type { Kysely } from 'kysely'
import { Type } from 'typebox'
import { type ItemFilter, listIntegrations } from '../item-store.ts'
import type { LibraryTables } from '../tables.ts'

/** What the routes of the library work with; looked up at each request, since plugins come and go. */
export interface LibraryRoutesContext {
  readonly tables: () => Kysely<LibraryTables>
  /** The integrations that are running. */
  readonly definitions: () => readonly IntegrationDefinition[]
  /** The time zone that a person has chosen; null without a choice. */
  readonly timeZoneOf: (userId: string) => Promise<string | null>
}

/** The query parameters that narrow lists, counts and exports. */
export const itemFilters = {
  integration: Type.Optional(
    Type.String({ maxLength: 100, description: 'Only what this integration delivered: `netflix`.' }),
  ),
  type: Type.Optional(Type.Enum([...MEDIA_TYPES], { type: 'string', description: 'Only of this type.' })),
  ...dateRangeParameters,
  text: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'Anywhere in the title, whatever the case.' }),
  ),
}

/**
 * Refuses filters that no item can pass by mistake: `KERNEL_BAD_RANGE` for reversed dates, `KERNEL_UNKNOWN_VALUE` for an integration that is
 * neither running nor has delivered items of the user.
 */
export async function checkFilters(
  { tables, definitions }: LibraryRoutesContext,
  userId: string,
  { from, to, integration }: Pick<ItemFilter, 'from' | 'to' | 'integration'>,
): Promise<void> {
  checkDateRange({ from, to })
  if (integration === undefined) return
  const running = definitions().map(({ name }) => name)
  if (running.includes(integration)) return
  const known = new Set([...running, ...(await listIntegrations(tables(), userId))])
  if (known.has(integration)) return
  throw unknownValue({ parameter: 'integration', value: integration, known: [...known] })
}
