import { MEDIA_TYPES } from '@tributary/integration-kit/host'
import { type Static, Type } from 'typebox'
import { BY_HAND, effectiveFacts } from './facts/effective-facts.ts'
import { matchesOf } from './facts/matches.ts'
import type { TaskRow, WorkRow } from './tables.ts'
import { TASK_STATES } from './task-states.ts'

const DateTime = Type.String({ format: 'date-time' })
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description })

export const TaskStateField = Type.Enum([...TASK_STATES], {
  type: 'string',
  description:
    '`pending`: waits. `enriching`: is being asked about now. `done`: answered. `failed`: see `reason`. `skipped`: may not be asked about, see `reason`.',
})

const FactValue = Type.Union([Type.String(), Type.Integer(), Type.Array(Type.String())])

const Fact = Type.Object(
  {
    value: FactValue,
    origins: Type.Array(Type.String(), {
      description: `The enrichers that say so, by their plugin; \`${BY_HAND}\` where you have corrected it.`,
    }),
  },
  { title: 'EnrichedFact', examples: [{ value: ['Drama', 'Mystery'], origins: ['tmdb'] }] },
)

const EnricherAnswer = Type.Object(
  {
    enricher: Type.String({ description: 'The plugin that was asked; `enrichment` is the language model.' }),
    state: TaskStateField,
    reason: orNull(Type.String(), 'Why it failed or was skipped, or what went wrong the last time.'),
    attempts: Type.Integer({ description: 'How often it has failed.' }),
    nextAttemptAt: orNull(DateTime, 'Not asked again before.'),
    outcome: orNull(Type.Enum(['found', 'not_found'], { type: 'string' }), 'What came back; null before.'),
    confidence: orNull(Type.Number(), 'From 0 to 1: how sure it is that it means this work.'),
    doubtful: Type.Boolean({ description: 'Whether that is little.' }),
    facts: orNull(Type.Record(Type.String(), Type.Unknown()), 'What it says.'),
    detail: orNull(Type.Record(Type.String(), Type.Unknown()), 'How it was found.'),
    version: orNull(Type.Integer(), 'Of the enricher that has answered.'),
    answeredAt: orNull(DateTime, 'When it has answered.'),
  },
  {
    title: 'EnricherAnswer',
    description: 'What one enricher says of a work.',
    examples: [
      {
        enricher: 'tmdb',
        state: 'done',
        reason: null,
        attempts: 0,
        nextAttemptAt: null,
        outcome: 'found',
        confidence: 0.95,
        doubtful: false,
        facts: { genres: ['Drama', 'Mystery'], year: 2017 },
        detail: { matched: 'Dark (2017)' },
        version: 1,
        answeredAt: '2026-11-29T08:00:00.000Z',
      },
    ],
  },
)

const ANSWER_EXAMPLE = (
  EnricherAnswer as unknown as { readonly examples: readonly Static<typeof EnricherAnswer>[] }
).examples[0]

/** A work as the API shows it. */
export const EnrichedWork = Type.Object(
  {
    id: Type.String({ description: 'Of the work.' }),
    integration: Type.String({ description: 'Whose items are plays of it.' }),
    type: Type.Enum([...MEDIA_TYPES], { type: 'string' }),
    title: Type.String(),
    seriesTitle: orNull(Type.String(), 'Where it is certain.'),
    creators: orNull(Type.Array(Type.String()), 'Artists, channel or show, as delivered.'),
    facts: Type.Record(Type.String(), Fact, { description: 'What holds, by its name, and who says so.' }),
    matches: Type.Record(Type.String(), Type.String(), {
      description: 'Which work you have said it is, by enricher.',
    }),
    correctedAt: orNull(DateTime, 'When you have last corrected it.'),
    answers: Type.Array(EnricherAnswer, { description: 'What each enricher says.' }),
  },
  {
    title: 'EnrichedWork',
    description: 'What was watched, heard or read, however often, and what is known of it.',
    examples: [
      {
        id: '17',
        integration: 'netflix',
        type: 'episode',
        title: 'Dark: Season 1: Secrets',
        seriesTitle: 'Dark',
        creators: null,
        facts: {
          genres: { value: ['Drama', 'Mystery'], origins: ['tmdb'] },
          year: { value: 2017, origins: ['tmdb'] },
        },
        matches: {},
        correctedAt: null,
        answers: [ANSWER_EXAMPLE],
      },
    ],
  },
)

export type EnrichedWork = Static<typeof EnrichedWork>

export function viewWork(work: WorkRow, tasks: readonly TaskRow[]): EnrichedWork {
  return {
    id: String(work.id),
    integration: work.platform,
    type: work.type,
    title: work.title,
    seriesTitle: work.series_title,
    creators: work.creators,
    facts: effectiveFacts(tasks, work.corrections) as EnrichedWork['facts'],
    matches: { ...matchesOf(work.corrections) },
    correctedAt: work.corrected_at?.toISOString() ?? null,
    answers: tasks.map(viewAnswer),
  }
}

function viewAnswer(task: TaskRow): Static<typeof EnricherAnswer> {
  return {
    enricher: task.enricher,
    state: task.state,
    reason: task.reason,
    attempts: task.attempts,
    nextAttemptAt: task.next_attempt_at?.toISOString() ?? null,
    outcome: task.outcome,
    confidence: task.confidence,
    doubtful: task.is_doubtful,
    facts: task.facts,
    detail: task.detail,
    version: task.answered_version,
    answeredAt: task.answered_at?.toISOString() ?? null,
  }
}
