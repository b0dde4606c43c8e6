import { type PluginApp, ProblemError } from '@tributary/core'
import { type Static, Type } from 'typebox'
import { declaredMetrics, type KnownMetric } from '../catalogue.ts'
import { checkEntries } from '../check-template.ts'
import { CELL_STATES, fillTemplate } from '../fill-template.ts'
import { metricsErrors } from '../metrics-errors.ts'
import { createTemplate, removeTemplate, replaceTemplate, type TemplateContents } from '../save-template.ts'
import type { MetricsTables } from '../tables.ts'
import { findTemplate, listTemplates, type StoredTemplate } from '../template-store.ts'
import { Template, TemplateEntry, TemplateInput, viewTemplate } from '../template-view.ts'
import {
  checkRange,
  From,
  LocalDate,
  type MetricsRoutesContext,
  TextOrNull,
  To,
  tablesOf,
  userOf,
  ValueOrNull,
} from './fields.ts'

const TemplateId = Type.Object({ id: Type.String({ format: 'uuid' }) })

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
                source: TextOrNull('Where the value came from: an integration, or `manual`.'),
                state: Type.Enum([...CELL_STATES], {
                  description:
                    'Without a value: `empty` if the integration has none, `failed` if the request failed, `missing` if not entered or fetched yet.',
                }),
              },
              { title: 'TemplateCell' },
            ),
            { description: 'One for each entry, in their order.' },
          ),
        },
        { title: 'TemplateDay' },
      ),
    ),
  },
  { title: 'FilledTemplate' },
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
        summary: 'List your metric templates',
        operationId: 'metricsListTemplates',
        response: { 200: Type.Object({ items: Type.Array(Template) }, { title: 'MetricTemplateList' }) },
      },
    },
    async (request) => ({
      items: (await listTemplates(tablesOf(context), userOf(request))).map(viewTemplate),
    }),
  )
  app.get(
    '/templates/:id',
    {
      schema: {
        summary: 'Read a metric template',
        operationId: 'metricsReadTemplate',
        params: TemplateId,
        response: { 200: Template },
      },
    },
    async (request) => viewTemplate(await templateOf(context, userOf(request), request.params.id)),
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
        response: { 201: Template },
      },
    },
    async (request, reply) => {
      const contents = contentsOf(request.body, declaredMetrics(context.definitions()))
      const id = await context
        .database()
        .transaction<MetricsTables, string>((trx) => createTemplate(trx, userOf(request), contents))
      const template = await templateOf(context, userOf(request), id)
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
      const before = await templateOf(context, userOf(request), request.params.id)
      const contents = contentsOf(request.body, knownTo(before, declaredMetrics(context.definitions())))
      const isThere = await context
        .database()
        .transaction<MetricsTables, boolean>((trx) =>
          replaceTemplate(trx, { id: before.id, userId: before.user_id }, contents),
        )
      if (!isThere) throw notFound()
      return viewTemplate(await templateOf(context, userOf(request), request.params.id))
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
      const template = { id: request.params.id, userId: userOf(request) }
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
        summary: 'Read a metric template filled with values',
        description: `Every day of a range of up to ${MAX_FILLED_DAYS}, with a cell for each entry.`,
        operationId: 'metricsFillTemplate',
        params: TemplateId,
        querystring: Type.Object({ from: From, to: To }),
        response: { 200: FilledTemplate },
      },
    },
    async (request) => {
      const { from, to } = request.query
      checkRange({ from, to }, MAX_FILLED_DAYS)
      const template = await templateOf(context, userOf(request), request.params.id)
      const declared = declaredMetrics(context.definitions())
      const query = { userId: template.user_id, from, to, declared }
      const days = await fillTemplate(tablesOf(context), template.entries, query)
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
    const source = metric.slice(0, metric.indexOf('.'))
    known.set(metric, { metric, label, unit, type, source, stream: null, available: true, reason: null })
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
