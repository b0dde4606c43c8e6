import { type PluginApp, signedIn } from '@tributary/core'
import type {
  ConfigurationValues,
  CredentialsAuth,
  IntegrationDefinition,
} from '@tributary/integration-kit/host'
import { type TObject, Type } from 'typebox'
import { camelCase } from '../../routes/camel-case.ts'
import { answerConnected, connectedResponses } from '../answer-connected.ts'
import type { ConnectRoutes } from '../connect-routes.ts'
import { exampleOfForm } from '../example-of-form.ts'
import { queueInitialSync } from '../queue-initial-sync.ts'
import { connectionMembers, connectionOf, formBody } from '../settings-body.ts'

/** Adds `POST /api/<name>/connect`, which takes the credentials. */
export function addConnectRoutes(app: PluginApp, context: ConnectRoutes, auth: CredentialsAuth): void {
  const { definition, connectionService } = context
  const { name, displayName } = definition
  app.post(
    '/connect',
    {
      schema: {
        summary: `Connect a ${displayName} account by its credentials`,
        description: [
          `${displayName} verifies the credentials before they are stored. Connecting an already connected account renews it (200); another account is added (201).`,
          ...auth.howTo.map((step, index) => `${index + 1}. ${step}`),
        ].join('\n\n'),
        operationId: `${camelCase(name)}ConnectAccount`,
        body: bodyOf(auth.fields, definition),
        response: connectedResponses,
      },
    },
    async (request, reply) => {
      const { userId } = signedIn(request)
      const { settings: _settings, connectionId: _connectionId, ...values } = request.body as Body
      const connected = await connectionService().connectWithCredentials({
        userId,
        integration: name,
        values,
        ...connectionOf(request.body),
      })
      await queueInitialSync(context, { userId, connectionId: connected.connection.id })
      return answerConnected(reply, connected)
    },
  )
}

interface Body extends Readonly<Record<string, unknown>> {
  readonly settings?: ConfigurationValues
  readonly connectionId?: string
}

/** The credentials, and beside them the settings of the connection. */
function bodyOf(credentials: TObject, definition: IntegrationDefinition): TObject {
  const { properties } = formBody(credentials, 'Credentials')
  const example = exampleOfBody(credentials, definition.connection)
  return Type.Object(
    { ...properties, ...connectionMembers(definition) },
    {
      additionalProperties: false,
      title: 'Credentials',
      description: `The credentials of a ${definition.displayName} account.`,
      ...(example === undefined ? {} : { examples: [example] }),
    },
  )
}

function exampleOfBody(credentials: TObject, connection: TObject | undefined): object | undefined {
  const entered = exampleOfForm(credentials)
  const settings = connection === undefined ? {} : exampleOfForm(connection)
  if (entered === undefined || settings === undefined) return undefined
  return Object.keys(settings).length === 0 ? entered : { ...entered, settings }
}
