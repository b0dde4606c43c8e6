import type { IntegrationDefinition, MetricType } from '@tributary/integration-kit/host'
import type { Kysely } from 'kysely'
import type { MetricsTables } from '../tables.ts'
import { countEvents } from './event-store.ts'

/** A type of event that an integration delivers, with one user's events of it. */
export interface EventKind {
  readonly integration: string
  readonly type: string
  readonly label: string
  readonly stream: string | null
  readonly values: Record<string, { label: string; unit: string | null; type: MetricType }>
  readonly count: number
  readonly firstDate: string | null
  readonly lastDate: string | null
}

/** The event types that integrations declare, and those of removed integrations that still have events, by name. */
export async function eventCatalogue(
  db: Kysely<MetricsTables>,
  definitions: readonly IntegrationDefinition[],
  userId: string,
): Promise<EventKind[]> {
  const counts = new Map((await countEvents(db, userId)).map((each) => [keyOf(each), each]))
  const kinds = new Map(declaredKinds(definitions).map((kind) => [keyOf(kind), kind]))
  for (const [key, { integration, type, ...had }] of counts) {
    const known = kinds.get(key) ?? { integration, type, label: type, stream: null, values: {} }
    kinds.set(key, { ...known, ...had })
  }
  return [...kinds]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, kind]) => ({ count: 0, firstDate: null, lastDate: null, ...kind }))
}

type Declared = Omit<EventKind, 'count' | 'firstDate' | 'lastDate'>

/** The types of event that integrations declare. */
export function declaredKinds(definitions: readonly IntegrationDefinition[]): readonly Declared[] {
  return definitions.flatMap(({ name: integration, streams }) =>
    streams.flatMap(({ id: stream, types = {}, fields = {} }) => {
      const values = Object.fromEntries(
        Object.entries(fields).map(([name, { label, unit = null, type }]) => [name, { label, unit, type }]),
      )
      return Object.entries(types).map(([type, { label }]) => ({
        integration,
        type,
        label,
        stream,
        values,
      }))
    }),
  )
}

function keyOf({ integration, type }: Pick<EventKind, 'integration' | 'type'>): string {
  return `${integration}/${type}`
}
