import {
  chooseExportFormat,
  describeExport,
  ExportFormatParameter,
  type PluginApp,
  ProblemError,
  type RoutePlugin,
  readDateTime,
  signedIn,
  UpdatedSinceParameter,
} from '@tributary/core'
import type { Database } from '@tributary/database'
import { LEFT_OUT_DESCRIPTION, LEFT_OUT_HEADER, leftOutOfExport } from '@tributary/integration-host'
import { type IntegrationDefinition, MEDIA_TYPES } from '@tributary/integration-kit/host'
import type { Kysely } from 'kysely'
import { Type } from 'typebox'
import { exportItems } from '../export-items.ts'
import { countByMonth, findItem, listItems } from '../item-store.ts'
import { libraryErrors } from '../library-errors.ts'
import { MediaItem, viewItem } from '../media-item.ts'
import type { LibraryTables } from '../tables.ts'

const LocalDate = Type.String({ format: 'date' })

const filters = {
  platform: Type.Optional(Type.String({ maxLength: 100, description: 'The integration: `netflix`.' })),
  type: Type.Optional(Type.Enum([...MEDIA_TYPES])),
  from: Type.Optional({ ...LocalDate, description: 'First local date, inclusive.' }),
  to: Type.Optional({ ...LocalDate, description: 'Last local date, inclusive.' }),
  text: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'Anywhere in the title, whatever the case.' }),
  ),
}

const Filters = Type.Object(filters)

const Summary = Type.Object(
  {
    total: Type.Integer(),
    platforms: Type.Array(
      Type.Object(
        {
          platform: Type.String(),
          items: Type.Integer(),
          months: Type.Array(
            Type.Object(
              { month: Type.String({ description: 'YYYY-MM' }), items: Type.Integer() },
              { title: 'MonthlyCount' },
            ),
          ),
        },
        { title: 'PlatformSummary' },
      ),
    ),
  },
  { title: 'LibrarySummary' },
)

/** `/api/library`: what a person has watched and heard. */
export function libraryRoutes(
  database: () => Database,
  definitions: () => readonly IntegrationDefinition[],
): RoutePlugin {
  const tables = () => database().tables<LibraryTables>()
  return async (app) => {
    itemRoutes(app, tables)
    summaryRoute(app, tables)
    exportRoute(app, tables, definitions)
  }
}

type Tables = () => Kysely<LibraryTables>

function itemRoutes(app: PluginApp, tables: Tables): void {
  app.get(
    '/items',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'List media items, the newest first',
        operationId: 'libraryListItems',
        querystring: Type.Object({
          ...filters,
          updatedSince: Type.Optional(UpdatedSinceParameter),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
          cursor: Type.Optional(
            Type.String({ maxLength: 2048, description: 'The `nextCursor` of the page before.' }),
          ),
        }),
        response: {
          200: Type.Object(
            {
              items: Type.Array(MediaItem),
              nextCursor: Type.Union([Type.String(), Type.Null()], {
                description: 'For the next page; null on the last.',
              }),
            },
            { title: 'MediaItemList' },
          ),
        },
      },
    },
    async (request) => {
      const { limit = 50, cursor, updatedSince, ...filters } = request.query
      const page = await listItems(tables(), {
        userId: signedIn(request).userId,
        filter: {
          ...filters,
          updatedSince: updatedSince === undefined ? undefined : readDateTime(updatedSince),
        },
        cursor,
        limit,
      })
      return { items: page.items.map(viewItem), nextCursor: page.nextCursor }
    },
  )
  app.get(
    '/items/:id',
    {
      schema: {
        summary: 'Read a media item',
        description: 'With `raw`, the record as delivered by the provider.',
        operationId: 'libraryReadItem',
        params: Type.Object({ id: Type.String({ pattern: '^[0-9]{1,15}$' }) }),
        response: {
          200: Type.Object(
            { ...MediaItem.properties, raw: Type.Unknown({ description: 'As delivered by the provider.' }) },
            { title: 'MediaItemDetail' },
          ),
        },
      },
    },
    async (request) => {
      const row = await findItem(tables(), signedIn(request).userId, request.params.id)
      if (row === undefined)
        throw new ProblemError(libraryErrors.LIBRARY_NOT_FOUND, {
          detail: 'GET /api/library/items lists your items.',
        })
      return { ...viewItem(row), raw: row.raw }
    },
  )
}

function summaryRoute(app: PluginApp, tables: Tables): void {
  app.get(
    '/summary',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'Count media items per platform and month',
        operationId: 'librarySummary',
        querystring: Filters,
        response: { 200: Summary },
      },
    },
    async (request) => {
      const counts = await countByMonth(tables(), signedIn(request).userId, request.query)
      const platforms = new Map<
        string,
        { platform: string; items: number; months: { month: string; items: number }[] }
      >()
      for (const { platform, month, items } of counts) {
        const entry = platforms.get(platform) ?? { platform, items: 0, months: [] }
        entry.items += items
        entry.months.push({ month, items })
        platforms.set(platform, entry)
      }
      return { total: counts.reduce((sum, { items }) => sum + items, 0), platforms: [...platforms.values()] }
    },
  )
}

function exportRoute(
  app: PluginApp,
  tables: Tables,
  definitions: () => readonly IntegrationDefinition[],
): void {
  app.get(
    '/export',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'Export media items',
        description: `Streams everything that passes the filters, the newest first, as JSON Lines or CSV. ${LEFT_OUT_DESCRIPTION}`,
        operationId: 'libraryExport',
        querystring: Type.Object({
          ...filters,
          format: ExportFormatParameter,
        }),
        response: { 200: describeExport('One item a line.') },
      },
    },
    async (request, reply) => {
      const { format: asked, ...filter } = request.query
      const format = chooseExportFormat(request, reply, asked)
      const userId = signedIn(request).userId
      const { platform } = filter
      const notPlatforms = leftOutOfExport(definitions(), platform === undefined ? undefined : [platform])
      if (notPlatforms.length > 0) reply.header(LEFT_OUT_HEADER, notPlatforms.join(', '))
      return (
        reply
          .header('content-disposition', `attachment; filename="tributary-library.${format}"`)
          // A stream is sent as it is; the schema describes the text that it amounts to.
          .send(
            exportItems(tables(), {
              userId,
              filter: { ...filter, notPlatforms },
              format,
            }) as unknown as string,
          )
      )
    },
  )
}
