import { checkDateRange, listOf, located, type PluginApp, ProblemError, signedIn } from '@tributary/core'
import { type Static, Type } from 'typebox'
import { declaredMetrics, type KnownMetric } from '../catalogue.ts'
import { checkEntries } from '../check-template.ts'
import { CELL_STATES, fillTemplate } from '../fill-template.ts'
import { metricsErrors } from '../metrics-errors.ts'
import { createTemplate, removeTemplate, replaceTemplate, type TemplateContents } from '../save-template.ts'
import type { MetricsTables } from '../tables.ts'
import { findTemplate, listTemplates, type StoredTemplate } from '../template-store.ts'
import { ENTRIES, Template, TemplateEntry, TemplateInput, viewTemplate } from '../template-view.ts'
import {
  LocalDate,
  type MetricsRoutesContext,
  readingOf,
  requiredDateRange,
  TextOrNull,
  tablesOf,
  ValueOrNull,
} from './fields.ts'

const ID = '0b6d1f0e-6a3b-4f4e-8f0d-2a1c9e7b5d31'

const TemplateId = Type.Object({
  id: Type.String({ format: 'uuid', description: 'Of the template.', examples: [ID] }),
})

const CELL = { value: 9000, integration: 'fitbit', state: 'value' }

const DAY = { date: '2025-03-29', cells: [CELL, { value: null, integration: null, state: 'missing' }] }

/** A year and the days around it: every day has a cell for each of up to 100 entries. */
const MAX_FILLED_DAYS = 400

const FilledTemplate = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    name: Type.String(),
    from: LocalDate,
    to: LocalDate,
    entries: Type.Array(TemplateEntry),
    days: Type.Array(
      Type.Object(
        {
          date: LocalDate,
          cells: Type.Array(
            Type.Object(
              {
                value: ValueOrNull,
                integration: TextOrNull('The integration that delivered the value, or `manual`.'),
                state: Type.Enum([...CELL_STATES], {
                  type: 'string',
                  description:
                    'Without a value: `empty` if the integration has none, `failed` if the request failed, `missing` if not entered or fetched yet.',
                }),
              },
              { title: 'TemplateCell', examples: [CELL] },
            ),
            { description: 'One for each entry, in their order.' },
          ),
        },
        { title: 'TemplateDay', examples: [DAY] },
      ),
    ),
  },
  {
    title: 'FilledTemplate',
    description: 'A metric template with a row of cells a day.',
    examples: [
      { id: ID, name: 'Morning', from: '2025-03-29', to: '2025-03-29', entries: ENTRIES, days: [DAY] },
    ],
  },
)

/** `/api/metrics/templates`: a person's own lists of metrics. */
export function templateRoutes(app: PluginApp, context: MetricsRoutesContext): void {
  readRoutes(app, context)
  changeRoutes(app, context)
  filledRoute(app, context)
}

function readRoutes(app: PluginApp, context: MetricsRoutesContext): void {
  app.get(
    '/templates',
    {
      schema: {
        summary: 'List metric templates',
        description: 'Your own, the oldest first.',
        operationId: 'metricsListTemplates',
        response: { 200: listOf(Template, 'MetricTemplateList') },
      },
    },
    async (request) => ({
      items: (await listTemplates(tablesOf(context), signedIn(request).userId)).map(viewTemplate),
      nextCursor: null,
    }),
  )
  app.get(
    '/templates/:id',
    {
      schema: {
        summary: 'Get a metric template',
        description: 'Its entries, without values: `GET /templates/{id}/values` adds them.',
        operationId: 'metricsGetTemplate',
        params: TemplateId,
        response: { 200: Template },
      },
    },
    async (request) => viewTemplate(await templateOf(context, signedIn(request).userId, request.params.id)),
  )
}

function changeRoutes(app: PluginApp, context: MetricsRoutesContext): void {
  app.post(
    '/templates',
    {
      schema: {
        summary: 'Create a metric template',
        description:
          'A list of metrics to look at together: external ones that integrations deliver, and manual ones whose values you enter.',
        operationId: 'metricsCreateTemplate',
        body: TemplateInput,
        response: {
          201: located(Template, {
            description: 'The template, as kept.',
            location: '`/api/metrics/templates/<id>`: the template.',
          }),
        },
      },
    },
    async (request, reply) => {
      const contents = contentsOf(request.body, declaredMetrics(context.definitions()))
      const id = await context
        .database()
        .transaction<MetricsTables, string>((trx) => createTemplate(trx, signedIn(request).userId, contents))
      const template = await templateOf(context, signedIn(request).userId, id)
      return reply.code(201).header('location', `/api/metrics/templates/${id}`).send(viewTemplate(template))
    },
  )
  app.put(
    '/templates/:id',
    {
      schema: {
        summary: 'Replace a metric template',
        description:
          'Values are kept. Give manual entries their existing `metric`, so that they keep their values.',
        operationId: 'metricsReplaceTemplate',
        params: TemplateId,
        body: TemplateInput,
        response: { 200: Template },
      },
    },
    async (request) => {
      const before = await templateOf(context, signedIn(request).userId, request.params.id)
      const contents = contentsOf(request.body, knownTo(before, declaredMetrics(context.definitions())))
      const isThere = await context
        .database()
        .transaction<MetricsTables, boolean>((trx) =>
          replaceTemplate(trx, { id: before.id, userId: before.user_id }, contents),
        )
      if (!isThere) throw notFound()
      return viewTemplate(await templateOf(context, signedIn(request).userId, request.params.id))
    },
  )
  app.delete(
    '/templates/:id',
    {
      schema: {
        summary: 'Delete a metric template',
        description: 'Values are kept: they belong to the metrics, not to the template.',
        operationId: 'metricsDeleteTemplate',
        params: TemplateId,
        response: { 204: Type.Null({ description: 'Deleted.' }) },
      },
    },
    async (request, reply) => {
      const template = { id: request.params.id, userId: signedIn(request).userId }
      const isGone = await context
        .database()
        .transaction<MetricsTables, boolean>((trx) => removeTemplate(trx, template))
      if (!isGone) throw notFound()
      return reply.code(204).send(null)
    },
  )
}

function filledRoute(app: PluginApp, context: MetricsRoutesContext): void {
  app.get(
    '/templates/:id/values',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'Get a metric template filled with values',
        description: `Every day of a range of up to ${MAX_FILLED_DAYS}, with a cell for each entry.`,
        operationId: 'metricsFillTemplate',
        params: TemplateId,
        querystring: Type.Object(requiredDateRange(MAX_FILLED_DAYS)),
        response: { 200: FilledTemplate },
      },
    },
    async (request) => {
      const { from, to } = request.query
      checkDateRange({ from, to }, { maxDays: MAX_FILLED_DAYS })
      const template = await templateOf(context, signedIn(request).userId, request.params.id)
      const declared = declaredMetrics(context.definitions())
      const query = { userId: template.user_id, from, to, declared }
      const days = await fillTemplate(readingOf(context), template.entries, query)
      const { id, name, entries } = viewTemplate(template)
      return { id, name, from, to, entries, days }
    },
  )
}

function contentsOf(
  { name, entries }: Static<typeof TemplateInput>,
  known: ReadonlyMap<string, KnownMetric>,
): TemplateContents {
  return { name, entries: checkEntries(entries, known) }
}

/** An integration that is not running just now must not keep a person from renaming their template. */
function knownTo(template: StoredTemplate, declared: Map<string, KnownMetric>): Map<string, KnownMetric> {
  const known = new Map(declared)
  for (const { kind, metric, label, unit, type } of template.entries) {
    if (kind !== 'external' || known.has(metric)) continue
    const integration = metric.slice(0, metric.indexOf('.'))
    const gone = { metric, label, unit, type, integration, stream: null }
    known.set(metric, { ...gone, available: true, reason: null, continues: null })
  }
  return known
}

/** The user's own template. Templates of other users are not found. */
async function templateOf(
  context: MetricsRoutesContext,
  userId: string,
  id: string,
): Promise<StoredTemplate> {
  const template = await findTemplate(tablesOf(context), userId, id)
  if (template === undefined) throw notFound()
  return template
}

function notFound(): ProblemError {
  return new ProblemError(metricsErrors.METRICS_TEMPLATE_NOT_FOUND, {
    detail: 'GET /api/metrics/templates lists your templates.',
  })
}
