import {
  chooseExportFormat,
  describeExport,
  ExportFormatParameter,
  type PluginApp,
  UpdatedSinceParameter,
} from '@tributary/core'
import { LEFT_OUT_DESCRIPTION, LEFT_OUT_HEADER, leftOutOfExport } from '@tributary/integration-host'
import { Type } from 'typebox'
import { exportValues } from '../export-values.ts'
import { From, MetricName, type MetricsRoutesContext, readInstant, To, tablesOf, userOf } from './fields.ts'

/** `GET /api/metrics/export` */
export function exportRoutes(app: PluginApp, context: MetricsRoutesContext): void {
  app.get(
    '/export',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'Export daily values',
        description: `Streams every value of every source that passes the filters, by date, as JSON Lines or CSV. ${LEFT_OUT_DESCRIPTION}`,
        operationId: 'metricsExport',
        querystring: Type.Object({
          metric: Type.Optional(
            Type.Array(MetricName, { maxItems: 100, description: 'Once for each metric.' }),
          ),
          from: Type.Optional(From),
          to: Type.Optional(To),
          updatedSince: Type.Optional(UpdatedSinceParameter),
          format: ExportFormatParameter,
        }),
        response: { 200: describeExport('One value a line.') },
      },
    },
    async (request, reply) => {
      const { format: asked, metric, from, to, updatedSince: since } = request.query
      const format = chooseExportFormat(request, reply, asked)
      const metrics = metric !== undefined && metric.length > 0 ? metric : undefined
      const notSources = leftOutOfExport(
        context.definitions(),
        metrics?.map((name) => name.slice(0, Math.max(0, name.indexOf('.')))),
      )
      if (notSources.length > 0) reply.header(LEFT_OUT_HEADER, notSources.join(', '))
      const updatedSince = readInstant(since)
      const query = { userId: userOf(request), metrics, notSources, from, to, updatedSince, format }
      const values = exportValues(tablesOf(context), query)
      return (
        reply
          .header('content-disposition', `attachment; filename="tributary-metrics.${format}"`)
          // A stream is sent as it is; the schema describes the text that it amounts to.
          .send(values as unknown as string)
      )
    },
  )
}
