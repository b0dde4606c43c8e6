import { type PluginApp, ProblemError, signedIn, unknownValue } from '@tributary/core'
import type { ConfigurationValues, IntegrationDefinition } from '@tributary/integration-kit/host'
import { type Static, Type } from 'typebox'
import { changeableSettings } from '../auth/settings-body.ts'
import { Connection } from '../connection-service.ts'
import { integrationErrors } from '../integration-errors.ts'
import { camelCase } from './camel-case.ts'
import {
  CONNECTION_PATH,
  ConnectionParams,
  type ConnectionRoute,
  findChosen,
  findOnly,
} from './chosen-connection.ts'

/** `PATCH` of a connection: pause, resume, switch streams, name it, change settings. */
export function changeRoutes(app: PluginApp, context: ConnectionRoute): void {
  const { name, displayName } = context.definition
  const body = bodyOf(context.definition)
  const summary = `Pause ${displayName}, or choose its streams`
  app.patch(
    '/',
    {
      schema: {
        summary,
        description:
          'For your only connection; if there are several, 409 lists them. Omitted members stay as they are.',
        operationId: `${camelCase(name)}UpdateOnlyConnection`,
        body,
        response: { 200: Connection },
      },
    },
    async (request) => {
      const { userId } = signedIn(request)
      const connection = await findOnly(context, userId)
      if (connection === undefined) throw nothingConnected(context.definition)
      return change(context, { userId, connectionId: connection.id }, request.body)
    },
  )
  app.patch(
    CONNECTION_PATH,
    {
      schema: {
        summary: `${summary}: one of several connections`,
        description: 'Omitted members stay as they are.',
        operationId: `${camelCase(name)}UpdateConnection`,
        params: ConnectionParams,
        body,
        response: { 200: Connection },
      },
    },
    async (request) => {
      const own = { userId: signedIn(request).userId, connectionId: request.params.id }
      await findChosen(context, own)
      return change(context, own, request.body)
    },
  )
}

function bodyOf({ displayName, connection }: IntegrationDefinition) {
  return Type.Object(
    {
      paused: Type.Optional(Type.Boolean({ description: 'A paused connection is not synced.' })),
      label: Type.Optional(
        Type.Union([Type.String({ minLength: 1, maxLength: 100 }), Type.Null()], {
          description: 'Your label; null to remove it.',
        }),
      ),
      streams: Type.Optional(
        Type.Record(Type.String(), Type.Boolean(), {
          description: 'Streams to switch on or off, by the id of the stream.',
        }),
      ),
      ...(connection === undefined ? {} : changeableSettings(connection)),
    },
    {
      additionalProperties: false,
      // With settings of its own it is another schema for each integration.
      ...(connection === undefined
        ? { title: 'connections.ConnectionChange', description: 'What changes of a connection.' }
        : { title: 'ConnectionChange', description: `What changes of a connection to ${displayName}.` }),
      examples: [{ label: 'Work' }],
    },
  )
}

function change(
  { definition, connectionService }: ConnectionRoute,
  own: { readonly userId: string; readonly connectionId: string },
  { paused, label, streams, ...rest }: Static<ReturnType<typeof bodyOf>>,
): Promise<Connection> {
  checkStreams(definition, streams)
  const { settings } = rest as { readonly settings?: ConfigurationValues }
  return connectionService().change({
    ...own,
    integration: definition.name,
    paused,
    label,
    streams,
    settings,
  })
}

function checkStreams(
  { streams }: IntegrationDefinition,
  asked: Readonly<Record<string, boolean>> | undefined,
): void {
  const known = streams.map(({ id }) => id)
  const value = Object.keys(asked ?? {}).find((id) => !known.includes(id))
  if (value !== undefined) throw unknownValue({ parameter: 'streams', value, known, in: 'body' })
}

/** The problem of a short form where nothing is connected. */
export function nothingConnected({ name, displayName }: IntegrationDefinition): ProblemError {
  return new ProblemError(integrationErrors.INTEGRATION_NO_CONNECTION, {
    detail: `No ${displayName} account is connected. Connect one: POST /api/${name}/connect.`,
  })
}
