import type { SearchDocument } from '@tributary/integration-kit/providers'
import { type Static, Type } from 'typebox'
import { Check } from 'typebox/value'

const TextOrNull = Type.Union([Type.String(), Type.Null()])
const Item = Type.Object({
  id: Type.String(),
  integration: Type.String(),
  type: Type.String(),
  title: Type.String(),
  seriesTitle: TextOrNull,
  episodeTitle: TextOrNull,
  creators: Type.Union([Type.Array(Type.String()), Type.Null()]),
  occurredOn: Type.String(),
  occurredAt: TextOrNull,
})

/** More than any title, and less than an index refuses. */
const MOST_CHARACTERS = 10_000

/** An item as it is found: by its titles and its creators. Throws a `TypeError` for what is not an item of the feed. */
export function documentOf(resource: unknown): SearchDocument {
  if (!Check(Item, resource)) throw new TypeError('the feed of changes has an item without the fields of one')
  const { id, integration, type, occurredAt, occurredOn } = resource
  return {
    id,
    text: textOf(resource),
    source: integration,
    kind: type,
    at: occurredAt ?? `${occurredOn}T00:00:00Z`,
  }
}

function textOf({ title, seriesTitle, episodeTitle, creators }: Static<typeof Item>): string {
  const texts = [title, seriesTitle, episodeTitle, ...(creators ?? [])].filter((text) => text !== null)
  return [...new Set(texts)].join('\n').slice(0, MOST_CHARACTERS).toWellFormed()
}
