import type { PluginApp } from '@tributary/core'
import { INSTANCE_STATES } from '@tributary/integration-host'
import { Type } from 'typebox'
import { EXAMPLE_STORAGE } from '../export-view.ts'
import { listStorages, type PartsOf } from './route-context.ts'

const Options = Type.Object(
  {
    storages: Type.Array(
      Type.Object({
        id: Type.String({ format: 'uuid' }),
        name: Type.String(),
        plugin: Type.String(),
        state: Type.Enum([...INSTANCE_STATES], {
          type: 'string',
          description: 'Only an `active` one can be used.',
        }),
      }),
      { description: 'Where exports can be kept, as the administrator allows; empty: only downloads.' },
    ),
    contents: Type.Array(Type.Object({ name: Type.String(), displayName: Type.String() }), {
      description: 'What can be exported.',
    }),
    keepDays: Type.Integer({ description: 'After how many days exports are deleted; 0: never.' }),
    keepCount: Type.Integer({
      description:
        'How many of the newest exports of the same contents, format and storage are kept; 0: all of them.',
    }),
  },
  {
    title: 'ExportOptions',
    description: 'What exports can have, and how long they are kept.',
    examples: [
      {
        storages: [{ id: EXAMPLE_STORAGE, name: 'backups', plugin: 's3', state: 'active' as const }],
        contents: [{ name: 'library', displayName: 'Library' }],
        keepDays: 90,
        keepCount: 10,
      },
    ],
  },
)

/** `GET /api/exports/options` */
export function optionsRoute(app: PluginApp, parts: PartsOf): void {
  app.get(
    '/options',
    {
      schema: {
        summary: 'Show what can be exported where',
        description: 'The storages that the administrator allows, what can be exported, and what is kept.',
        operationId: 'exportsGetOptions',
        response: { 200: Options },
      },
    },
    async () => {
      const { keepDays, keepCount } = await parts().settings()
      const storages = await listStorages(parts())
      return {
        storages: storages.map(({ id, name, plugin, state }) => ({ id, name, plugin, state })),
        contents: parts()
          .sources()
          .map(({ contents, displayName }) => ({ name: contents, displayName })),
        keepDays,
        keepCount,
      }
    },
  )
}
