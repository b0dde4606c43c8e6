import {
  DEFAULT_LIMIT,
  listOf,
  type PluginApp,
  type PluginContext,
  pageParameters,
  signedIn,
  unknownValue,
} from '@tributary/core'
import { pageOf } from '@tributary/database'
import { type Static, Type } from 'typebox'
import { findInCatalogue, listCatalogue } from './plugin-catalogue.ts'
import { PluginForms, readForms } from './plugin-forms.ts'
import {
  CataloguedPlugin,
  type CatalogueEntry,
  PLUGIN_KINDS,
  PLUGIN_STATES,
  viewPlugin,
} from './plugin-view.ts'

const PluginName = Type.Object({
  name: Type.String({ maxLength: 100, description: 'The name of the plugin.', examples: ['spotify'] }),
})

const Filters = Type.Object({
  kind: Type.Optional(
    Type.Enum([...PLUGIN_KINDS], { description: 'Only plugins that are of this kind, among others.' }),
  ),
  tag: Type.Optional(Type.String({ maxLength: 50, description: 'Only plugins with this tag.' })),
  state: Type.Optional(Type.Enum([...PLUGIN_STATES], { description: 'Only plugins in this state.' })),
})

/** `/api/plugins`: every plugin of this server and its forms. */
export function catalogueRoutes(app: PluginApp, context: PluginContext): void {
  app.get(
    '/',
    {
      schema: {
        summary: 'List the plugins',
        description:
          'Every plugin of this server with what it is for, also one that failed, with its state. In boot order.',
        operationId: 'pluginsListPlugins',
        querystring: Type.Object({ ...Filters.properties, ...pageParameters }),
        response: { 200: listOf(CataloguedPlugin, 'PluginList') },
      },
    },
    (request) => {
      const { limit = DEFAULT_LIMIT, cursor, ...filters } = request.query
      const found = filterEntries(listCatalogue(context), filters)
      // A cursor belongs to its filters.
      const list = `plugins ${JSON.stringify([filters.kind, filters.tag, filters.state])}`
      const page = pageOf(found, { list, id: ({ report }) => report.name, limit, cursor })
      const person = signedIn(request)
      return { items: page.items.map((entry) => viewPlugin(entry, person)), nextCursor: page.nextCursor }
    },
  )
  app.get(
    '/:name',
    {
      schema: {
        summary: 'Read a plugin',
        description:
          'What it is for and what state it is in. Administrators also see why, and what it needs.',
        operationId: 'pluginsGetPlugin',
        params: PluginName,
        response: { 200: CataloguedPlugin },
      },
    },
    (request) => viewPlugin(findInCatalogue(context, request.params.name), signedIn(request)),
  )
  app.get(
    '/:name/schema',
    {
      schema: {
        summary: "Read a plugin's forms",
        description:
          'The forms of its settings, its providers and its connections as JSON Schema and UI schema, without values. Administrators read values at `/api/admin/settings/{plugin}`.',
        operationId: 'pluginsGetSchema',
        params: PluginName,
        response: { 200: PluginForms },
      },
    },
    (request) => readForms(context, findInCatalogue(context, request.params.name).report.name),
  )
}

/** Throws `KERNEL_UNKNOWN_VALUE` for a tag that no plugin has. */
function filterEntries(
  entries: readonly CatalogueEntry[],
  { kind, tag, state }: Static<typeof Filters>,
): readonly CatalogueEntry[] {
  const tags = new Set(entries.flatMap(({ report }) => report.about.tags))
  if (tag !== undefined && !tags.has(tag))
    throw unknownValue({ parameter: 'tag', value: tag, known: [...tags] })
  return entries.filter(
    ({ kinds, report }) =>
      (kind === undefined || kinds.includes(kind)) &&
      (tag === undefined || report.about.tags.includes(tag)) &&
      (state === undefined || report.state === state),
  )
}
