import type { PluginApp } from '@tributary/core'
import type {
  ConfigurationValues,
  CredentialsAuth,
  IntegrationDefinition,
} from '@tributary/integration-kit/host'
import { type TObject, Type } from 'typebox'
import { Connection } from '../../connection-service.ts'
import { camelCase } from '../../routes/camel-case.ts'
import type { ConnectRoutes } from '../connect-routes.ts'
import { queueInitialSync } from '../queue-initial-sync.ts'
import { formBody, settingsMember } from '../settings-body.ts'

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
          `${displayName} is asked with the credentials before they are stored.`,
          ...auth.howTo.map((step, index) => `${index + 1}. ${step}`),
        ].join('\n\n'),
        operationId: `${camelCase(name)}Connect`,
        body: bodyOf(auth.fields, definition),
        response: { 200: Connection },
      },
    },
    async (request) => {
      const userId = request.principal?.userId ?? ''
      const { settings, ...values } = request.body as { readonly settings?: ConfigurationValues }
      const connection = await connectionService().connectWithCredentials({
        userId,
        integration: name,
        values,
        settings,
      })
      await queueInitialSync(context, userId)
      return connection
    },
  )
}

/** The credentials, and beside them the settings of the connection. */
function bodyOf(credentials: TObject, definition: IntegrationDefinition): TObject {
  const { properties } = formBody(credentials, 'Credentials')
  return Type.Object(
    { ...properties, ...settingsMember(definition) },
    { additionalProperties: false, title: 'Credentials' },
  )
}
