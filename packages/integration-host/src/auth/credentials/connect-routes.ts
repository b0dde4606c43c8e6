import type { PluginApp } from '@tributary/core'
import { type CredentialsAuth, FIELD } from '@tributary/integration-kit/host'
import { type TObject, type TSchema, Type } from 'typebox'
import { Connection } from '../../connection-service.ts'
import { camelCase } from '../../routes/camel-case.ts'
import type { ConnectRoutes } from '../connect-routes.ts'
import { queueInitialSync } from '../queue-initial-sync.ts'

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
        body: bodyOf(auth.fields),
        response: { 200: Connection },
      },
    },
    async (request) => {
      const userId = request.principal?.userId ?? ''
      const values = request.body as Readonly<Record<string, unknown>>
      const connection = await connectionService().connectWithCredentials({
        userId,
        integration: name,
        values,
      })
      await queueInitialSync(context, userId)
      return connection
    },
  )
}

/** The form as a request body: a misspelt member is an error, and what describes the form is no keyword of JSON Schema. */
function bodyOf({ properties }: TObject): TObject {
  const plain = Object.entries(properties).map(([name, schema]) => {
    // With what TypeBox hides in its schemas.
    const { [FIELD]: _description, ...descriptors } = Object.getOwnPropertyDescriptors(schema)
    return [name, Object.defineProperties<TSchema>({}, descriptors)] as const
  })
  return Type.Object(Object.fromEntries(plain), { additionalProperties: false, title: 'Credentials' })
}
