import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { CONTENT_TYPES, MOODS, TOPICS } from './vocabulary.ts'

/** How many of each are kept. Not a limit of the schema: some servers refuse `maxItems`. */
const MOST = 3

const Label = Type.Object(
  {
    n: Type.Integer(),
    topics: Type.Array(Type.Enum([...TOPICS], { type: 'string' })),
    moods: Type.Array(Type.Enum([...MOODS], { type: 'string' })),
    contentType: Type.Enum([...CONTENT_TYPES], { type: 'string' }),
    sure: Type.Boolean(),
  },
  { additionalProperties: false },
)

/** What the model is asked to answer: the strict subset that all servers with structured output know. */
export const LabelsSchema = Type.Object({ items: Type.Array(Label) }, { additionalProperties: false })

export type Label = Static<typeof Label>

const one = Compile(Label)

/**
 * The valid labels of an answer, by their number. A schema that a server has accepted need not be enforced: each is checked by itself, and
 * one that is invalid or tells of no work is left out.
 */
export function readLabels(text: string, count: number): ReadonlyMap<number, Label> {
  const items = listOf(parse(text))
  const valid = items.filter((item): item is Label => one.Check(item) && item.n >= 1 && item.n <= count)
  const shortened = valid.map((label) => ({
    ...label,
    topics: [...new Set(label.topics)].slice(0, MOST),
    moods: [...new Set(label.moods)].slice(0, MOST),
  }))
  // Of two answers about one work, neither can be trusted more than the other: the first.
  return new Map(shortened.toReversed().map((label) => [label.n, label]))
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  const items: unknown =
    typeof value === 'object' && value !== null && 'items' in value ? value.items : undefined
  return Array.isArray(items) ? items : []
}

/** Models without a schema put JSON into fences, and thoughts before it. JSON that is cut off is not repaired. */
function parse(text: string): unknown {
  const withoutThoughts = text.replace(/^[\s\S]*<\/think>/, '').trim()
  const fenced = /```(?:json)?\s*([\s\S]*?)```/.exec(withoutThoughts)?.[1] ?? withoutThoughts
  const start = fenced.search(/[[{]/)
  if (start < 0) return undefined
  try {
    return JSON.parse(fenced.slice(start))
  } catch {
    return undefined
  }
}
