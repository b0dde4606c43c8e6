import { unknownValue } from '@tributary/core'
import { declaredKinds } from '../events/event-catalogue.ts'
import { countEvents } from '../events/event-store.ts'
import { hasDelivered } from '../origin-store.ts'
import { MANUAL } from '../value-store.ts'
import { type MetricsRoutesContext, readingOf } from './fields.ts'

/** Where the rows of a list are. */
export type DeliveredTable = 'daily_metric_values' | 'measurements' | 'events'

interface OriginFilter {
  readonly integration?: string | undefined
  readonly connectionId?: string | undefined
}

/** Whose rows are listed, and where they are. */
interface Listed {
  readonly userId: string
  readonly table: DeliveredTable
}

/**
 * Refuses an integration that is not running and a connection that is none of the user's, unless rows of it are still kept: an empty answer
 * would hide the mistake. Throws `KERNEL_UNKNOWN_VALUE`.
 */
export async function checkOrigin(
  context: MetricsRoutesContext,
  listed: Listed,
  { integration, connectionId }: OriginFilter,
): Promise<void> {
  const db = readingOf(context)
  if (integration !== undefined) {
    const running = context.definitions().map(({ name }) => name)
    const known = listed.table === 'daily_metric_values' ? [MANUAL, ...running] : running
    if (!known.includes(integration) && !(await hasDelivered(db, listed, { integration })))
      throw unknownValue({ parameter: 'integration', value: integration, known })
  }
  if (connectionId !== undefined) {
    const known = (await context.connectionsOf(listed.userId)).map(({ id }) => id)
    // Ids come in either case.
    const isKnown = known.includes(connectionId.toLowerCase())
    if (!isKnown && !(await hasDelivered(db, listed, { connectionId })))
      throw unknownValue({ parameter: 'connectionId', value: connectionId, known })
  }
}

/** Refuses a type of event that no integration declares and the user has none of. Throws `KERNEL_UNKNOWN_VALUE`. */
export async function checkEventType(
  context: MetricsRoutesContext,
  userId: string,
  type: string | undefined,
): Promise<void> {
  if (type === undefined) return
  const known = new Set(declaredKinds(context.definitions()).map((kind) => kind.type))
  if (known.has(type)) return
  for (const kind of await countEvents(readingOf(context), userId)) known.add(kind.type)
  if (!known.has(type)) throw unknownValue({ parameter: 'type', value: type, known: [...known] })
}
