import { type PluginApp, signedIn } from '@tributary/core'
import type { FileImport, IntegrationDefinition } from '@tributary/integration-kit/host'
import { Type } from 'typebox'
import { authStrategyOf, type BoundStrategy } from '../auth/auth-strategies.ts'
import { Connection, type Connections, type Readiness } from '../connection-service.ts'
import { ImportJob } from '../import-job.ts'
import type { Imports } from '../import-service.ts'
import { notesOf } from '../notes-of.ts'
import { camelCase } from './camel-case.ts'

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description })

const Field = Type.Object(
  {
    name: Type.String({ description: 'The metric: `<integration>.<field>`.' }),
    label: Type.String(),
    unit: nullable(Type.String()),
    type: Type.Enum(['number', 'time', 'text', 'boolean']),
    unavailable: nullable(Type.String(), 'Why it is unavailable; null if it is available.'),
  },
  { title: 'IntegrationField' },
)

const Description = Type.Object(
  {
    name: Type.String(),
    displayName: Type.String(),
    version: Type.String(),
    description: Type.String(),
    homepage: Type.Optional(Type.String()),
    auth: Type.Enum(['oauth2', 'deviceCode', 'credentials', 'none'], {
      description: 'How an account is connected; `none` where none is.',
    }),
    form: nullable(
      Type.Object(
        {
          schema: Type.Unknown({ description: 'JSON Schema of the body of `POST /connect`.' }),
          howTo: Type.Array(Type.String(), {
            description: 'How to obtain the credentials, one step per line.',
          }),
        },
        { title: 'CredentialsForm' },
      ),
      'The credentials form; null if nothing is entered here.',
    ),
    connectionForm: nullable(
      Type.Unknown({ description: 'JSON Schema of the member `settings` of the body of `POST /connect`.' }),
      'The settings form of each connection; null without settings.',
    ),
    configured: Type.Boolean({ description: 'Whether the administrator has set all required settings.' }),
    obstacle: nullable(Type.String(), 'Why people cannot connect now, and who must do what.'),
    connected: Type.Boolean({ description: 'Whether any account is connected.' }),
    enabled: Type.Boolean({ description: 'Whether any connection is synced automatically.' }),
    lastSync: nullable(Type.String({ format: 'date-time' }), 'The latest of all connections.'),
    nextSync: nullable(Type.String({ format: 'date-time' }), 'The earliest of all connections.'),
    lastError: nullable(
      Type.Object({ code: Type.String(), message: Type.String() }),
      'Of the first connection whose last run failed.',
    ),
    connections: Type.Array(Connection, {
      description: 'The oldest first. A disconnected one is listed as long as its data is kept.',
    }),
    streams: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          kind: Type.String(),
          displayName: Type.String(),
          scopes: Type.Array(Type.String()),
          offByDefault: nullable(Type.String(), 'Why it is disabled by default.'),
        },
        { title: 'StreamDescription' },
      ),
    ),
    fields: Type.Array(Field, { description: 'The daily metrics it delivers.' }),
    import: nullable(
      Type.Object(
        {
          accept: Type.Array(Type.String(), { description: 'File name endings.' }),
          maxBytes: Type.Integer(),
          howTo: Type.Array(Type.String(), { description: 'How to obtain the file, one step per line.' }),
          options: Type.Unknown({ description: 'JSON Schema of the options of an import.' }),
        },
        { title: 'ImportDescription' },
      ),
      'How files are imported; null if they are not.',
    ),
    notes: Type.Array(Type.String(), { description: 'What to know before starting.' }),
    terms: Type.Array(
      Type.Object(
        {
          forbids: Type.Enum(['storage', 'ai', 'combination']),
          sentence: Type.String(),
          source: Type.String({ description: 'The source of the term.' }),
          checkedOn: Type.String({ format: 'date', description: 'When it was read there.' }),
        },
        { title: 'ProviderTerm' },
      ),
      { description: "What the provider's terms forbid. Show it before a person connects." },
    ),
    lastJob: nullable(ImportJob),
  },
  { title: 'Integration' },
)

export interface DescribeRoute {
  readonly definition: IntegrationDefinition
  readonly files: FileImport | undefined
  readonly importService: () => Imports
  /** Absent where there is no account in between. */
  readonly connectionService: (() => Connections) | undefined
}

/** `GET /api/<name>`: what the integration is and how it stands with the person who asks. */
export function describeRoute(app: PluginApp, context: DescribeRoute): void {
  const { definition, files, importService, connectionService } = context
  const { name, displayName, version, description, homepage, streams } = definition
  const strategy = authStrategyOf(definition)
  app.get(
    '/',
    {
      schema: {
        summary: `Describe the integration ${displayName}`,
        description:
          'The streams, how to connect, the state of your connections, and the result of the last job.',
        operationId: `${camelCase(name)}Describe`,
        response: { 200: Description },
      },
    },
    async (request) => {
      const { userId } = signedIn(request)
      const connections = (await connectionService?.().list({ userId, integration: name })) ?? []
      const { configured, obstacle }: Readiness = (await connectionService?.().readiness(name)) ?? {
        configured: true,
        obstacle: null,
      }
      return {
        name,
        displayName,
        version,
        description,
        ...(homepage === undefined ? {} : { homepage }),
        auth: strategy.kind,
        form: describeForm(strategy.form()),
        connectionForm: definition.connection ?? null,
        configured,
        obstacle,
        ...summaryOf(connections, obstacle),
        connections: [...connections],
        streams: streams.map((stream) => ({
          id: stream.id,
          kind: stream.kind,
          displayName: stream.displayName,
          scopes: [...(stream.scopes ?? [])].flat(),
          offByDefault: stream.offByDefault ?? null,
        })),
        fields: fieldsOf(definition),
        import: files === undefined ? null : { ...describeFiles(files) },
        notes: notesOf(definition),
        terms: [...(definition.facts?.terms ?? [])],
        lastJob: (await importService().lastJob(userId, name)) ?? null,
      }
    },
  )
}

/** RFC 3339 in UTC sorts as the times do. */
function summaryOf(connections: readonly Connection[], obstacle: string | null) {
  const live = connections.filter(({ status }) => status !== 'disconnected')
  const nextSync = live.flatMap(({ nextSyncAt }) => nextSyncAt ?? []).toSorted()[0] ?? null
  return {
    connected: live.length > 0,
    enabled: nextSync !== null && obstacle === null,
    lastSync:
      connections
        .flatMap(({ lastSyncAt }) => lastSyncAt ?? [])
        .toSorted()
        .at(-1) ?? null,
    nextSync: obstacle === null ? nextSync : null,
    lastError: live.find(({ lastError }) => lastError !== null)?.lastError ?? null,
  }
}

function describeForm(form: ReturnType<BoundStrategy['form']>) {
  return form === undefined ? null : { schema: form.fields, howTo: [...form.howTo] }
}

function describeFiles({ accept, maxBytes, howTo, options }: FileImport) {
  return { accept: [...accept], maxBytes, howTo: [...howTo], options: options ?? {} }
}

function fieldsOf({ name, streams, unavailable = {} }: IntegrationDefinition) {
  const available = streams.flatMap((stream) =>
    Object.entries(stream.fields ?? {}).map(([id, field]) => ({ id, field, reason: null })),
  )
  const missing = Object.entries(unavailable).map(([id, field]) => ({ id, field, reason: field.reason }))
  return [...available, ...missing].map(({ id, field, reason }) => ({
    name: `${name}.${id}`,
    label: field.label,
    unit: field.unit ?? null,
    type: field.type,
    unavailable: reason,
  }))
}
