import type { PluginApp } from '@tributary/core'
import { Type } from 'typebox'
import { ImportJob } from '../import-job.ts'
import type { Imports } from '../import-service.ts'
import type { IntegrationDefinition } from '../integration.ts'

const Description = Type.Object(
  {
    name: Type.String(),
    displayName: Type.String(),
    version: Type.String(),
    description: Type.String(),
    homepage: Type.Optional(Type.String()),
    auth: Type.Enum(['oauth2', 'apiKey', 'fileImport', 'none']),
    streams: Type.Array(
      Type.Object(
        { id: Type.String(), kind: Type.String(), displayName: Type.String() },
        { title: 'StreamDescription' },
      ),
    ),
    import: Type.Union(
      [
        Type.Object(
          {
            accept: Type.Array(Type.String(), { description: 'File name endings.' }),
            maxBytes: Type.Integer(),
            howTo: Type.Array(Type.String(), { description: 'How to obtain the file, a step a line.' }),
            options: Type.Unknown({ description: 'JSON Schema of the options of an import.' }),
          },
          { title: 'ImportDescription' },
        ),
        Type.Null(),
      ],
      { description: 'How files are imported; null where they are not.' },
    ),
    notes: Type.Array(Type.String(), { description: 'What to know before starting.' }),
    lastJob: Type.Union([ImportJob, Type.Null()]),
  },
  { title: 'Integration' },
)

/** `GET /api/<name>`: what the integration is and how it stands with the person who asks. */
export function describeRoute(
  app: PluginApp,
  definition: IntegrationDefinition,
  importService: () => Imports,
): void {
  const { name, displayName, version, description, homepage, auth, streams, facts } = definition
  app.get(
    '/',
    {
      schema: {
        summary: `Describe the integration ${displayName}`,
        description: 'What it delivers, how to begin, and how the last import ended.',
        operationId: `${camelCase(name)}Describe`,
        response: { 200: Description },
      },
    },
    async (request) => ({
      name,
      displayName,
      version,
      description,
      ...(homepage === undefined ? {} : { homepage }),
      auth: auth.kind,
      streams: streams.map((stream) => ({
        id: stream.id,
        kind: stream.kind,
        displayName: stream.displayName,
      })),
      import:
        auth.kind === 'fileImport'
          ? {
              accept: [...auth.accept],
              maxBytes: auth.maxBytes,
              howTo: [...auth.howTo],
              options: auth.options ?? {},
            }
          : null,
      notes: [...(facts?.notes ?? [])],
      lastJob: (await importService().lastJob(request.principal?.userId ?? '', name)) ?? null,
    }),
  )
}

/** Operation ids are camelCase, plugin names kebab. */
export function camelCase(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
