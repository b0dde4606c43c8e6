import {
  checkDateRange,
  chooseExportFormat,
  dateRangeParameters,
  describeExport,
  ExportFormatParameter,
  type PluginApp,
  signedIn,
  UpdatedSinceParameter,
} from '@tributary/core'
import { LEFT_OUT_DESCRIPTION, LEFT_OUT_HEADER, leftOutOfExport } from '@tributary/integration-host'
import { Type } from 'typebox'
import { metricsOf } from '../catalogue.ts'
import { exportValues } from '../export-values.ts'
import { checkMetrics, inQuery } from '../find-metric.ts'
import { MetricName, type MetricsRoutesContext, readInstant, readingOf } from './fields.ts'

/** `GET /api/metrics/export` */
export function exportRoutes(app: PluginApp, context: MetricsRoutesContext): void {
  app.get(
    '/export',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'Export daily values',
        description: `Streams every value of every origin that passes the filters, by date, as JSON Lines or CSV. Values of a metric that another one continues are exported under their own name: request both. ${LEFT_OUT_DESCRIPTION}`,
        operationId: 'metricsExportValues',
        querystring: Type.Object({
          metric: Type.Optional(
            Type.Array(MetricName, { maxItems: 100, description: 'Once for each metric.' }),
          ),
          ...dateRangeParameters,
          updatedSince: Type.Optional(UpdatedSinceParameter),
          format: ExportFormatParameter,
        }),
        response: { 200: describeExport('One value a line.') },
      },
    },
    async (request, reply) => {
      const { format: asked, metric, from, to, updatedSince: since } = request.query
      const format = chooseExportFormat(request, reply, asked)
      checkDateRange({ from, to })
      const { userId } = signedIn(request)
      const metrics = metric !== undefined && metric.length > 0 ? metric : undefined
      if (metrics !== undefined)
        checkMetrics(inQuery(metrics), await metricsOf(readingOf(context), context.definitions(), userId))
      const notIntegrations = leftOutOfExport(
        context.definitions(),
        metrics?.map((name) => name.slice(0, Math.max(0, name.indexOf('.')))),
      )
      if (notIntegrations.length > 0) reply.header(LEFT_OUT_HEADER, notIntegrations.join(', '))
      const updatedSince = readInstant(since)
      const query = { userId, metrics, notIntegrations, from, to, updatedSince, format }
      const values = exportValues(readingOf(context), query)
      return (
        reply
          .header('content-disposition', `attachment; filename="tributary-metrics.${format}"`)
          // A stream is sent as it is; the schema describes the text that it amounts to.
          .send(values as unknown as string)
      )
    },
  )
}
