import { optionalBody, type PluginApp, signedIn } from '@tributary/core'
import { ConnectionTest } from '@tributary/integration-host'
import { Type } from 'typebox'
import { InstanceHealth, readInstanceHealth } from '../instance-health.ts'
import type { InstanceParts } from '../instance-parts.ts'
import { InstanceConfiguration, KindField, ValuesField, viewConfiguration } from '../instance-view.ts'
import { testInstance, testNewConfiguration } from '../test-instance.ts'
import { changeInstance } from '../write-instance.ts'
import { InstanceId, instanceOf } from './instance-context.ts'
import { SESSION_ONLY } from './session-only.ts'

const NewConfiguration = Type.Object(
  { values: ValuesField },
  {
    title: 'NewPluginInstanceConfiguration',
    examples: [{ values: { webhookUrl: 'https://hooks.slack.com/services/T0000/B0000/example' } }],
  },
)

const TestedConfiguration = Type.Object(
  {
    plugin: Type.String({ maxLength: 100, description: 'The plugin that offers the kind.' }),
    kind: KindField,
    values: ValuesField,
  },
  {
    title: 'TestedPluginConfiguration',
    examples: [
      {
        plugin: 'slack',
        kind: 'notification',
        values: { webhookUrl: 'https://hooks.slack.com/services/T0000/B0000/example' },
      },
    ],
  },
)

const TestedValues = Type.Object(
  { values: Type.Optional(ValuesField) },
  { title: 'TestedPluginInstanceValues', examples: [{}] },
)

/** A test has its own requests, which a person waits for. */
const TEST = { ...SESSION_ONLY, cost: 'expensive' } as const

/** The configuration of an instance, its tests and its health. */
export function configurationRoutes(app: PluginApp, parts: () => InstanceParts): void {
  valueRoutes(app, parts)
  testRoutes(app, parts)
  app.get(
    '/instances/:id/health',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'Check the health of an instance',
        description:
          'Now, without an effect that people see. The periodic checks: `GET /api/admin/plugins/health/instance/{id}/checks`.',
        operationId: 'pluginsGetInstanceHealth',
        params: InstanceId,
        response: { 200: InstanceHealth },
      },
    },
    async (request) => readInstanceHealth(parts(), await instanceOf(parts(), request.params.id)),
  )
}

function valueRoutes(app: PluginApp, parts: () => InstanceParts): void {
  app.get(
    '/instances/:id/configuration',
    {
      schema: {
        summary: 'Get the configuration of an instance',
        description: 'Its values with secrets masked, and the form to change them.',
        operationId: 'pluginsGetInstanceConfiguration',
        params: InstanceId,
        response: { 200: InstanceConfiguration },
      },
    },
    async (request) => {
      const row = await instanceOf(parts(), request.params.id)
      return viewConfiguration(row, parts().offered.required(row))
    },
  )
  app.put(
    '/instances/:id/configuration',
    {
      config: SESSION_ONLY,
      schema: {
        summary: 'Replace the configuration of an instance',
        description:
          'Fields that are left out are cleared, but secrets are kept. `errors` lists all errors by field. Effective at once in every process. Not possible with an API key.',
        operationId: 'pluginsReplaceInstanceConfiguration',
        params: InstanceId,
        body: NewConfiguration,
        response: { 200: InstanceConfiguration },
      },
    },
    async (request) => {
      const { values } = request.body
      const change = { values, mode: 'replace', by: signedIn(request) } as const
      const { row, warnings } = await changeInstance(parts(), request.params.id, change)
      parts().logger.info({ instance: row.id, of: row.plugin }, 'instance configured')
      return viewConfiguration(row, parts().offered.required(row), warnings)
    },
  )
}

function testRoutes(app: PluginApp, parts: () => InstanceParts): void {
  app.post(
    '/instances/test',
    {
      config: TEST,
      schema: {
        summary: 'Test a configuration before it is saved',
        description:
          'Tries it now and stores nothing. It may have an effect that people see, like a test message. Not possible with an API key.',
        operationId: 'pluginsTestConfiguration',
        body: TestedConfiguration,
        response: { 200: ConnectionTest },
      },
    },
    async (request) => testNewConfiguration(parts(), request.body),
  )
  app.post(
    '/instances/:id/test',
    {
      config: TEST,
      schema: {
        summary: 'Test an instance',
        description:
          'As it is stored, or with `values` over what is stored, secrets included, without saving them. Also one that is disabled. Not possible with an API key.',
        operationId: 'pluginsTestInstance',
        params: InstanceId,
        body: optionalBody(TestedValues),
        response: { 200: ConnectionTest },
      },
    },
    async (request) => {
      const row = await instanceOf(parts(), request.params.id)
      return testInstance(parts(), row, request.body?.values)
    },
  )
}
