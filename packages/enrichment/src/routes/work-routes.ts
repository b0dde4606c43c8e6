import {
  DEFAULT_LIMIT,
  listOf,
  type PluginApp,
  ProblemError,
  pageParameters,
  signedIn,
} from '@tributary/core'
import { type Static, Type } from 'typebox'
import { enrichmentErrors } from '../enrichment-errors.ts'
import { writeFacets } from '../facts/facet-store.ts'
import { matchesOf } from '../facts/matches.ts'
import { type Parts, tablesOf } from '../parts.ts'
import type { EnrichmentTables, WorkRow } from '../tables.ts'
import { EnrichedWork, TaskStateField, viewWork } from '../work-view.ts'
import {
  findWork,
  findWorkOfItem,
  listTasks,
  listWorks,
  outdate,
  rerun,
  writeCorrections,
} from '../works/work-store.ts'
import { Corrections } from './corrections.ts'

export type PartsOf = () => Parts

const id = Type.String({ pattern: '^[0-9]{1,15}$', description: 'Of the work.', examples: ['17'] })
const WorkId = Type.Object({ id })

export const EnricherParameter = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 100,
    description: 'Of this enricher: `tmdb`; `enrichment` is the language model.',
  }),
)

/** `/api/enrichment/works` and `/api/enrichment/items/{id}` */
export function workRoutes(app: PluginApp, parts: PartsOf): void {
  app.get(
    '/works',
    {
      schema: {
        summary: 'List works and what is known of them',
        description:
          'What your media items are plays of, the last found first. With `state`, those that an enricher has in that state.',
        operationId: 'enrichmentListWorks',
        querystring: Type.Object({
          state: Type.Optional(TaskStateField),
          enricher: EnricherParameter,
          doubtful: Type.Optional(
            Type.Boolean({ description: 'Those with an answer that is doubtful, or without.' }),
          ),
          item: Type.Optional(
            Type.String({
              pattern: '^[0-9]{1,15}$',
              description: 'The one that this media item is a play of; none before it is known.',
            }),
          ),
          ...pageParameters,
        }),
        response: { 200: listOf(EnrichedWork, 'EnrichedWorkList') },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor, ...filter } = request.query
      const db = tablesOf(parts())
      const page = await listWorks(db, { userId: signedIn(request).userId, filter, cursor, limit })
      const tasks = await listTasks(
        db,
        page.items.map((work) => work.id),
      )
      const byWork = Map.groupBy(tasks, ({ work_id: workId }) => workId)
      return {
        items: page.items.map((work) => viewWork(work, byWork.get(work.id) ?? [])),
        nextCursor: page.nextCursor,
      }
    },
  )
  app.get(
    '/works/:id',
    {
      schema: {
        summary: 'Get a work and what is known of it',
        description:
          'Each fact with who says so, and what each enricher has answered, when and how sure it was.',
        operationId: 'enrichmentGetWork',
        params: WorkId,
        response: { 200: EnrichedWork },
      },
    },
    async (request) => show(parts(), await workOf(parts(), signedIn(request).userId, request.params.id)),
  )
  app.get(
    '/items/:id',
    {
      schema: {
        summary: 'Get what is known of a media item',
        description:
          'The work that the item is a play of. It may take some seconds after an import until it is known.',
        operationId: 'enrichmentGetItem',
        params: Type.Object({
          id: Type.String({
            pattern: '^[0-9]{1,15}$',
            description: 'Of the media item.',
            examples: ['4711'],
          }),
        }),
        response: { 200: EnrichedWork },
      },
    },
    async (request) => {
      const work = await findWorkOfItem(tablesOf(parts()), signedIn(request).userId, request.params.id)
      if (work === undefined)
        throw new ProblemError(enrichmentErrors.ENRICHMENT_ITEM_NOT_FOUND, {
          detail: 'GET /api/library/items lists your items; a new one is known some seconds later.',
        })
      return show(parts(), work)
    },
  )
  changeRoutes(app, parts)
}

function changeRoutes(app: PluginApp, parts: PartsOf): void {
  app.patch(
    '/works/:id',
    {
      schema: {
        summary: 'Correct what is known of a work',
        description:
          'What you say takes the place of what enrichers say, and is never overwritten by them. `null` withdraws a correction.',
        operationId: 'enrichmentUpdateWork',
        params: WorkId,
        body: Corrections,
        response: { 200: EnrichedWork },
      },
    },
    async (request) => {
      const work = await workOf(parts(), signedIn(request).userId, request.params.id)
      await correct(parts(), work, request.body)
      return show(parts(), await workOf(parts(), work.user_id, String(work.id)))
    },
  )
  app.post(
    '/works/:id/rerun',
    {
      schema: {
        summary: 'Enrich a work again',
        description:
          'Asks the enrichers again, or one of them. What they have said stays until they answer; what you have corrected stays.',
        operationId: 'enrichmentRerunWork',
        params: WorkId,
        querystring: Type.Object({ enricher: EnricherParameter }),
        response: { 202: EnrichedWork },
      },
    },
    async (request, reply) => {
      const work = await workOf(parts(), signedIn(request).userId, request.params.id)
      await rerun(tablesOf(parts()), {
        userId: work.user_id,
        workId: work.id,
        enricher: request.query.enricher,
      })
      return reply.code(202).send(await show(parts(), work))
    },
  )
}

async function workOf(parts: Parts, userId: string, workId: string): Promise<WorkRow> {
  const work = await findWork(tablesOf(parts), userId, workId)
  if (work === undefined)
    throw new ProblemError(enrichmentErrors.ENRICHMENT_WORK_NOT_FOUND, {
      detail: 'GET /api/enrichment/works lists yours.',
    })
  return work
}

async function show(parts: Parts, work: WorkRow): Promise<EnrichedWork> {
  return viewWork(work, await listTasks(tablesOf(parts), [work.id]))
}

async function correct(parts: Parts, work: WorkRow, given: Static<typeof Corrections>): Promise<void> {
  const { user_id: userId, id: workId } = work
  const { matches: entered, ...facts } = given
  const named = readMatches(parts, entered ?? {})
  const now = new Date(parts.now())
  await parts.database.transaction<EnrichmentTables, void>(async (trx) => {
    const locked = await trx
      .selectFrom('enrichment_works')
      .select('corrections')
      .where('id', '=', workId)
      .forUpdate()
      .executeTakeFirst()
    const before = locked?.corrections ?? {}
    const matches = withoutNull({ ...matchesOf(before), ...named })
    const changed = { ...before, ...facts, matches: Object.keys(matches).length === 0 ? null : matches }
    await writeCorrections(trx, { userId, id: workId, corrections: withoutNull(changed), now })
    await outdate(trx, workId, Object.keys(named))
    await writeFacets(trx, workId)
  })
}

/** The ids in what a person has entered, by enricher. */
function readMatches(
  parts: Parts,
  entered: Readonly<Record<string, string | null>>,
): Readonly<Record<string, string | null>> {
  const definitions = parts.definitions()
  return Object.fromEntries(
    Object.entries(entered).map(([enricher, text]) => {
      const match = definitions.find(({ name }) => name === enricher)?.provides?.enricher?.match
      const found = text === null ? null : match?.idOf(text)
      if (found === undefined)
        throw new ProblemError(enrichmentErrors.ENRICHMENT_UNKNOWN_MATCH, {
          detail: match === undefined ? `"${enricher}" takes no matches.` : match.help,
        })
      return [enricher, found]
    }),
  )
}

function withoutNull<T>(values: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined),
  )
}
