import {
  DEFAULT_LIMIT,
  listOf,
  located,
  type PluginApp,
  pageParameters,
  signedIn,
  unknownValue,
} from '@tributary/core'
import { Type } from 'typebox'
import type { SettingWarning } from '../../choices/check-loaded.ts'
import { type InstanceParts, instancesOf } from '../instance-parts.ts'
import { listInstances, listPluginsWithInstances } from '../instance-store.ts'
import type { InstanceRow } from '../instance-tables.ts'
import { Instance, KindField, NameField, ValuesField, viewInstance } from '../instance-view.ts'
import { changeInstance, createInstance, removeInstance } from '../write-instance.ts'
import { InstanceId, instanceOf, trimmedName } from './instance-context.ts'
import { SESSION_ONLY } from './session-only.ts'

const PluginField = Type.String({ maxLength: 100, description: 'The plugin that offers the kind.' })
const Enabled = Type.Boolean({ description: 'Whether it can be used. Default true.', examples: [true] })

const NewInstance = Type.Object(
  {
    plugin: PluginField,
    kind: KindField,
    name: NameField,
    enabled: Type.Optional(Enabled),
    values: ValuesField,
  },
  {
    title: 'NewPluginInstance',
    examples: [
      {
        plugin: 'slack',
        kind: 'notification',
        name: 'operators',
        values: { webhookUrl: 'https://hooks.slack.com/services/T0000/B0000/example' },
      },
    ],
  },
)

const InstanceChange = Type.Object(
  {
    name: Type.Optional(NameField),
    enabled: Type.Optional(Enabled),
    values: Type.Optional(ValuesField),
  },
  { title: 'PluginInstanceChange', minProperties: 1, examples: [{ enabled: true }] },
)

/** `/api/admin/plugins/instances` */
export function instanceRoutes(app: PluginApp, parts: () => InstanceParts): void {
  const view: View = (row, warnings) =>
    viewInstance(row, parts().offered.find(row.plugin, row.kind), {
      ...(warnings === undefined ? {} : { warnings }),
      circuit: parts().circuitOf?.(row),
    })
  readRoutes(app, parts, view)
  createRoute(app, parts, view)
  changeRoutes(app, parts, view)
}

type View = (row: InstanceRow, warnings?: readonly SettingWarning[]) => ReturnType<typeof viewInstance>

function readRoutes(app: PluginApp, parts: () => InstanceParts, view: View): void {
  app.get(
    '/instances',
    {
      schema: {
        summary: 'List the instances of plugins',
        description: 'The oldest first.',
        operationId: 'pluginsListInstances',
        querystring: Type.Object({
          plugin: Type.Optional(PluginField),
          kind: Type.Optional(KindField),
          enabled: Type.Optional(Type.Boolean({ description: 'Only those that are, or are not.' })),
          ...pageParameters,
        }),
        response: { 200: listOf(Instance, 'PluginInstanceList') },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, ...filters } = request.query
      await checkPlugin(parts(), filters.plugin)
      const page = await listInstances(instancesOf(parts()), { limit, ...filters })
      return { items: page.items.map((row) => view(row)), nextCursor: page.nextCursor }
    },
  )
  app.get(
    '/instances/:id',
    {
      schema: {
        summary: 'Get an instance of a plugin',
        description: 'Its values are at `/configuration`.',
        operationId: 'pluginsGetInstance',
        params: InstanceId,
        response: { 200: Instance },
      },
    },
    async (request) => view(await instanceOf(parts(), request.params.id)),
  )
}

function createRoute(app: PluginApp, parts: () => InstanceParts, view: View): void {
  app.post(
    '/instances',
    {
      config: SESSION_ONLY,
      schema: {
        summary: 'Create an instance of a plugin',
        description:
          'With all that the form of the plugin and kind requires; `errors` lists all errors by field. Test it first: `POST /api/admin/plugins/instances/test`. Not possible with an API key.',
        operationId: 'pluginsCreateInstance',
        body: NewInstance,
        response: {
          201: located(Instance, {
            description: 'The instance, which can be used at once.',
            location: '`/api/admin/plugins/instances/<id>`: the instance.',
          }),
        },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const { name, enabled = true, ...rest } = request.body
      const { row, warnings } = await createInstance(
        parts(),
        { ...rest, enabled, name: trimmedName(name) },
        by,
      )
      logChange(parts(), row, 'instance created')
      return reply
        .code(201)
        .header('location', `/api/admin/plugins/instances/${row.id}`)
        .send(view(row, warnings))
    },
  )
}

function changeRoutes(app: PluginApp, parts: () => InstanceParts, view: View): void {
  app.patch(
    '/instances/:id',
    {
      config: SESSION_ONLY,
      schema: {
        summary: 'Change an instance of a plugin',
        description:
          'Omitted members and values stay unchanged. All or nothing; effective at once in every process. Not possible with an API key.',
        operationId: 'pluginsUpdateInstance',
        params: InstanceId,
        body: InstanceChange,
        response: { 200: Instance },
      },
    },
    async (request) => {
      const by = signedIn(request)
      const { name, ...rest } = request.body
      const change = { ...rest, ...(name === undefined ? {} : { name: trimmedName(name) }) }
      const { row, warnings } = await changeInstance(parts(), request.params.id, { ...change, by })
      logChange(parts(), row, 'instance changed')
      return view(row, warnings)
    },
  )
  for (const [act, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const)
    app.post(
      `/instances/:id/${act}`,
      {
        config: SESSION_ONLY,
        schema: {
          summary: `${enabled ? 'Enable' : 'Disable'} an instance of a plugin`,
          description: `${enabled ? 'It can be used again.' : 'It keeps its values and secrets, and cannot be used.'} Not possible with an API key.`,
          operationId: enabled ? 'pluginsEnableInstance' : 'pluginsDisableInstance',
          params: InstanceId,
          response: { 200: Instance },
        },
      },
      async (request) => {
        const by = signedIn(request)
        const { row } = await changeInstance(parts(), request.params.id, { enabled, by })
        logChange(parts(), row, `instance ${act}d`)
        return view(row)
      },
    )
  app.delete(
    '/instances/:id',
    {
      config: SESSION_ONLY,
      schema: {
        summary: 'Delete an instance of a plugin',
        description: 'With its values and secrets. Not possible with an API key.',
        operationId: 'pluginsDeleteInstance',
        params: InstanceId,
        response: { 204: Type.Null({ description: 'Deleted.' }) },
      },
    },
    async (request, reply) => {
      await removeInstance(parts(), request.params.id, signedIn(request))
      parts().logger.info({ instance: request.params.id }, 'instance deleted')
      return reply.code(204).send(null)
    },
  )
}

async function checkPlugin(parts: InstanceParts, plugin: string | undefined): Promise<void> {
  if (plugin === undefined) return
  const known = new Set(parts.offered.all().map((each) => each.plugin))
  if (known.has(plugin)) return
  for (const each of await listPluginsWithInstances(instancesOf(parts))) known.add(each)
  if (!known.has(plugin)) throw unknownValue({ parameter: 'plugin', value: plugin, known: [...known] })
}

function logChange({ logger }: InstanceParts, { id, plugin, kind }: InstanceRow, message: string): void {
  logger.info({ instance: id, of: plugin, kind }, message)
}
