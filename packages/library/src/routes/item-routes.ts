import {
  checkTimeZone,
  DEFAULT_LIMIT,
  listOf,
  orderParameter,
  type PluginApp,
  ProblemError,
  pageParameters,
  readDateTime,
  signedIn,
  TimeZone,
  UpdatedSinceParameter,
} from '@tributary/core'
import { parseAsSent } from '@tributary/integration-kit/host'
import { Type } from 'typebox'
import { findItem } from '../item-store.ts'
import { libraryErrors } from '../library-errors.ts'
import { listItems } from '../list-items.ts'
import { MediaItem, MediaItemDetail, viewItem } from '../media-item.ts'
import { checkFilters, itemFilters, type LibraryRoutesContext } from './item-filters.ts'

const ITEMS_TIME_ZONE =
  'Compares `from` and `to` with the date of each instant in this time zone, as the timeline counts them: send the `timeZone` that the timeline answers. Without it, with `occurredOn`.'

/** `GET /api/library/items` and `…/items/:id` */
export function itemRoutes(app: PluginApp, context: LibraryRoutesContext): void {
  listRoute(app, context)
  app.get(
    '/items/:id',
    {
      schema: {
        summary: 'Get a media item',
        description: 'With `raw`, the record as delivered by the provider.',
        operationId: 'libraryGetItem',
        params: Type.Object({
          id: Type.String({ pattern: '^[0-9]{1,15}$', description: 'Of the item.', examples: ['4711'] }),
        }),
        response: { 200: MediaItemDetail },
      },
    },
    async (request) => {
      const row = await findItem(context.tables(), signedIn(request).userId, request.params.id)
      if (row === undefined)
        throw new ProblemError(libraryErrors.LIBRARY_NOT_FOUND, {
          detail: 'GET /api/library/items lists your items.',
        })
      return { ...viewItem(row), raw: parseAsSent(row.raw_text) }
    },
  )
}

function listRoute(app: PluginApp, context: LibraryRoutesContext): void {
  app.get(
    '/items',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'List media items',
        description: 'What you have watched, heard and read, the newest first unless `order` is `asc`.',
        operationId: 'libraryListItems',
        querystring: Type.Object({
          ...itemFilters,
          timeZone: Type.Optional({ ...TimeZone, description: ITEMS_TIME_ZONE }),
          updatedSince: Type.Optional(UpdatedSinceParameter),
          order: orderParameter('desc', 'time'),
          ...pageParameters,
        }),
        response: { 200: listOf(MediaItem, 'MediaItemList') },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor, order, updatedSince, timeZone, ...filters } = request.query
      const { userId } = signedIn(request)
      const filter = await checkFilters(context, userId, filters)
      const list = () =>
        listItems(context.tables(), {
          userId,
          filter: {
            ...filter,
            timeZone: timeZone === undefined ? undefined : checkTimeZone(timeZone),
            updatedSince: updatedSince === undefined ? undefined : readDateTime(updatedSince),
          },
          order,
          cursor,
          limit,
        })
      // Without a filter, one plan suits every person. With one it depends on the values.
      const isWhole = updatedSince === undefined && Object.keys(filters).length === 0
      const page = await (isWhole ? context.database().repeating(list) : list())
      return { items: page.items.map(viewItem), nextCursor: page.nextCursor }
    },
  )
}
