import { DEFAULT_LIMIT, type PluginApp, pageParameters, signedIn } from '@tributary/core'
import { Type } from 'typebox'
import type { ChangeFeed } from '../change-feed.ts'
import { Change, CursorParameter, StartOver, TypesParameter, typesFor } from './change-schema.ts'

const DESCRIPTION = `What was written and deleted since the last time you asked. Without a \`cursor\` it begins with all that there is; go on with
\`nextCursor\` while \`hasMore\` is true, keep the last one, and come back with it whenever you like: each change comes once, none is missed, and
several changes of one resource may come as one. Apply them in their order. GET /api/changes/stream sends the same as it happens.

A cursor stays valid for 30 days, and until the database is restored from a backup or moved; then the answer is 410.`

/** `GET /api/changes` */
export function changesRoute(app: PluginApp, feed: () => ChangeFeed): void {
  app.get(
    '/',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'List what has changed',
        description: DESCRIPTION,
        operationId: 'changesListChanges',
        querystring: Type.Object({
          cursor: Type.Optional(CursorParameter),
          types: Type.Optional(TypesParameter),
          limit: pageParameters.limit,
        }),
        response: {
          200: Type.Object(
            {
              items: Type.Array(Change),
              nextCursor: Type.String({ description: 'For the next time you ask. Always there.' }),
              hasMore: Type.Boolean({ description: 'Whether there is more now.' }),
            },
            {
              title: 'ChangeList',
              description: 'The next changes, in the order in which to apply them.',
              examples: [{ items: [], nextCursor: 'eyJuIjoxfQ', hasMore: false }],
            },
          ),
          410: StartOver,
        },
      },
    },
    async (request) => {
      const { cursor, types: asked, limit = DEFAULT_LIMIT } = request.query
      const principal = signedIn(request)
      const types = typesFor(feed(), principal, asked)
      const page = await feed().read({ userId: principal.userId, types, cursor, limit })
      return { ...page, items: [...page.items] }
    },
  )
}
