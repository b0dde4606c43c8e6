import {
  DEFAULT_LIMIT,
  listOf,
  nearestName,
  type PluginApp,
  ProblemError,
  pageParameters,
  signedIn,
} from '@tributary/core'
import { pageOf } from '@tributary/database'
import { Type } from 'typebox'
import { settingsErrors } from '../settings-errors.ts'
import type { PluginLoading } from './plugin-loading.ts'
import { AddedPluginSchema } from './view-added-plugin.ts'

/** Code that runs in the server. */
const SESSION_ONLY = { sessionOnly: true }

const PluginToLoad = Type.Object(
  {
    plugin: Type.String({
      minLength: 1,
      maxLength: 100,
      description:
        'The name of its folder in `PLUGINS_DIR`, or of the package that `tributary.config.ts` names, as the list of added plugins has it.',
    }),
  },
  { title: 'PluginToLoad', description: 'The plugin.', examples: [{ plugin: 'diary' }] },
)

/** `/api/admin/plugins/added`, `/load`, `/reload`, `/unload`: the plugins that the operator added. */
export function loadingRoutes(app: PluginApp, loading: PluginLoading): void {
  app.get(
    '/added',
    {
      schema: {
        summary: 'List the plugins that were added',
        description:
          'The folders in `PLUGINS_DIR` and what `tributary.config.ts` names: whether each is loaded, here and in the other processes.',
        operationId: 'pluginsListAddedPlugins',
        querystring: Type.Object(pageParameters),
        response: { 200: listOf(AddedPluginSchema, 'AddedPluginList') },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor } = request.query
      const all = await loading.list()
      return pageOf(all, { list: 'plugins/added', id: ({ name }) => name, limit, cursor })
    },
  )
  for (const act of ACTS) {
    app.post(
      act.path,
      {
        config: SESSION_ONLY,
        schema: {
          summary: act.summary,
          description: `${act.description} Not possible with an API key.`,
          operationId: act.operationId,
          body: PluginToLoad,
          response: { 200: AddedPluginSchema },
        },
      },
      async (request) => {
        const { plugin } = request.body
        const names = await loading.names()
        if (!names.includes(plugin)) throw unknownPlugin(plugin, names)
        return loading[act.act](plugin, signedIn(request))
      },
    )
  }
}

const ACTS = [
  {
    path: '/load',
    act: 'load',
    operationId: 'pluginsLoadPlugin',
    summary: 'Load an added plugin',
    description:
      'Its routes, services, forms and streams are there when this answers, and within a second in every other process; does nothing where the same files are loaded and run. A plugin that fails is refused with the reason, and the others serve.',
  },
  {
    path: '/reload',
    act: 'reload',
    operationId: 'pluginsReloadPlugin',
    summary: 'Reload an added plugin',
    description:
      'The files as they are now take over between two requests; open requests finish on what was loaded before, which goes on where the new files fail. Does nothing where they are the same.',
  },
  {
    path: '/unload',
    act: 'unload',
    operationId: 'pluginsUnloadPlugin',
    summary: 'Unload an added plugin',
    description:
      'Its routes, services, forms and streams vanish here at once, and within a second in every other process; its data stay. It stays unloaded until it is loaded again. Refused while other plugins use its services.',
  },
] as const

function unknownPlugin(name: string, names: readonly string[]): ProblemError {
  const nearest = nearestName(name, names)
  const cure =
    nearest === undefined
      ? 'Put its folder into PLUGINS_DIR, or name it in tributary.config.ts.'
      : `Did you mean ${nearest}?`
  return new ProblemError(settingsErrors.PLUGINS_NOT_ADDED, {
    detail: `There is no added plugin "${name}". ${cure}`,
  })
}
