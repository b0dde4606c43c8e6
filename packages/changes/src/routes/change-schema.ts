import { coversScope, describeProblem, type Principal, ProblemError, unknownValue } from '@tributary/core'
import { Type } from 'typebox'
import { LONGEST_CURSOR } from '../change-cursor.ts'
import type { ChangeFeed } from '../change-feed.ts'
import { changesErrors } from '../changes-errors.ts'

const EXAMPLE_ID = '0198c7e2-0000-7000-8000-000000000000'

/** A change as the API shows it. */
export const Change = Type.Object(
  {
    type: Type.String({
      description:
        '`item` (GET /api/library/items), `value` (GET /api/metrics/export), `measurement` (GET /api/metrics/measurements), `event` (GET /api/metrics/events), `job` (GET /api/jobs) or `connection` (GET /api/connections).',
      examples: ['item'],
    }),
    id: Type.String({
      description:
        'The same for every change of one resource; unique for the type. Of a `value`: its date, integration, connection and metric.',
      examples: ['4711'],
    }),
    change: Type.Enum(['upsert', 'delete'], { description: '`upsert`: it is new or has changed.' }),
    at: Type.String({
      format: 'date-time',
      description: 'When it changed. Changes are in the order in which to apply them, which may be another.',
      examples: ['2026-11-28T12:00:00.000Z'],
    }),
    resource: Type.Unsafe<unknown>({
      type: ['object', 'null'],
      additionalProperties: true,
      description: 'As the list of its type shows it now; null after a `delete`.',
      examples: [null],
    }),
  },
  {
    title: 'Change',
    description: 'A change of one resource.',
    examples: [
      { type: 'job', id: EXAMPLE_ID, change: 'delete', at: '2026-11-28T12:00:00.000Z', resource: null },
    ],
  },
)

export const CursorParameter = Type.String({
  minLength: 1,
  maxLength: LONGEST_CURSOR,
  description:
    '`nextCursor` of the page before, or the `id` of an event. It belongs to the `types` it was given for. `now`: only what follows.',
  examples: ['now'],
})

export const TypesParameter = Type.Array(Type.String({ minLength: 1, maxLength: 50 }), {
  minItems: 1,
  maxItems: 20,
  description: 'Once for each type. Without: all that your API key covers.',
  examples: [['item', 'job']],
})

export const StartOver = describeProblem(
  'The cursor is no longer valid: `CHANGES_START_OVER`. The database was restored from a backup, moved or taken over by a standby, or the cursor is older than the deletions that are kept. Discard what you have and ask without a cursor.',
)

/** The types that a person asks for and may see. */
export function typesFor(
  feed: ChangeFeed,
  principal: Principal,
  asked: readonly string[] | undefined,
): readonly string[] {
  const known = feed.types()
  const covered = known.filter(({ scopes }) => coversScope(principal, scopes)).map(({ type }) => type)
  for (const type of asked ?? []) {
    const found = known.find((each) => each.type === type)
    if (found === undefined)
      throw unknownValue({ parameter: 'types', value: type, known: known.map((each) => each.type) })
    if (!covered.includes(type)) {
      throw new ProblemError(changesErrors.CHANGES_SCOPE_MISSING, {
        detail: `The type "${type}" needs the scope ${found.scopes.join(' or ')}.`,
      })
    }
  }
  return asked === undefined ? covered : [...new Set(asked)]
}
