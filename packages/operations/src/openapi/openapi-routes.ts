import { ProblemError, type RouteAccess, type RoutePlugin } from '@tributary/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { operationsErrors } from '../operations-errors.ts'
import { matchesEtag, type RenderedDocument, type RenderedDocuments } from './rendered-documents.ts'

const open = { access: 'public' } as const satisfies RouteAccess

const response = {
  200: Type.Object(
    {
      openapi: Type.String(),
      info: Type.Object({}, { additionalProperties: true }),
      paths: Type.Object({}, { additionalProperties: true }),
    },
    { title: 'OpenApiDocument', description: 'An OpenAPI 3.1 document.', additionalProperties: true },
  ),
  304: Type.Null({ description: 'It is still the one whose ETag was sent in If-None-Match.' }),
}

/** `/openapi.json`, merged, and `/openapi/<plugin>.json`, alone. */
export function openapiRoutes(documents: RenderedDocuments): RoutePlugin {
  return (app) => {
    app.get(
      '/openapi.json',
      {
        config: open,
        schema: {
          summary: 'Read the OpenAPI document of all plugins',
          operationId: 'operationsOpenapi',
          response,
        },
      },
      (request, reply) => {
        send(documents.all(), request, reply)
      },
    )
    app.get(
      '/openapi/:plugin.json',
      {
        config: open,
        schema: {
          summary: 'Read the OpenAPI document of one plugin',
          operationId: 'operationsPluginOpenapi',
          params: Type.Object({ plugin: Type.String({ maxLength: 100 }) }),
          response,
        },
      },
      (request, reply) => {
        const document = documents.of(request.params.plugin)
        if (document === undefined) {
          throw new ProblemError(operationsErrors.OPERATIONS_NO_SUCH_DOCUMENT, {
            detail: 'The tags of /openapi.json are the valid names.',
          })
        }
        send(document, request, reply)
      },
    )
  }
}

function send(document: RenderedDocument, request: FastifyRequest, reply: FastifyReply): void {
  reply.header('etag', document.etag).header('cache-control', 'no-cache')
  if (matchesEtag(request.headers['if-none-match'], document.etag)) {
    reply.code(304).send()
    return
  }
  // A string is sent as it is, past the response schema, which is there for the documentation.
  reply.type('application/json; charset=utf-8').send(document.json)
}
