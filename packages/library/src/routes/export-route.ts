import {
  chooseExportFormat,
  describeExport,
  ExportFormatParameter,
  type PluginApp,
  signedIn,
} from '@tributary/core'
import { LEFT_OUT_DESCRIPTION, LEFT_OUT_HEADER, leftOutOfExport } from '@tributary/integration-host'
import { Type } from 'typebox'
import { exportItems } from '../export-items.ts'
import { checkFilters, itemFilters, type LibraryRoutesContext } from './item-filters.ts'

/** `GET /api/library/export` */
export function exportRoute(app: PluginApp, context: LibraryRoutesContext): void {
  app.get(
    '/export',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'Export media items',
        description: `Streams everything that passes the filters, the newest first, as JSON Lines or CSV. ${LEFT_OUT_DESCRIPTION}`,
        operationId: 'libraryExportItems',
        querystring: Type.Object({ ...itemFilters, format: ExportFormatParameter }),
        response: { 200: describeExport('One item a line.') },
      },
    },
    async (request, reply) => {
      const { format: asked, ...filters } = request.query
      const format = chooseExportFormat(request, reply, asked)
      const { userId } = signedIn(request)
      const filter = await checkFilters(context, userId, filters)
      const { integration } = filter
      const only = integration === undefined ? undefined : [integration]
      const notIntegrations = leftOutOfExport(context.definitions(), only)
      if (notIntegrations.length > 0) reply.header(LEFT_OUT_HEADER, notIntegrations.join(', '))
      const query = { userId, filter: { ...filter, notIntegrations }, format }
      return (
        reply
          .header('content-disposition', `attachment; filename="tributary-library.${format}"`)
          // A stream is sent as it is; the schema describes the text that it amounts to.
          .send(exportItems(context.database(), query) as unknown as string)
      )
    },
  )
}
