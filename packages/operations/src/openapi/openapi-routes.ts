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
    {
      title: 'OpenApiDocument',
      description: 'An OpenAPI 3.1 document.',
      examples: [{ openapi: '3.1.0', info: { title: 'Tributary', version: '0.1.0' }, paths: {} }],
      additionalProperties: true,
    },
  ),
  304: Type.Null({ description: 'It is still the one whose ETag was sent in If-None-Match.' }),
}

/** `/openapi.json`, the merged document, and `/openapi/<plugin>.json`. */
export function openapiRoutes(documents: RenderedDocuments): RoutePlugin {
  return (app) => {
    app.get(
      '/openapi.json',
      {
        config: open,
        schema: {
          summary: 'Read the OpenAPI document of all plugins',
          description: 'For generators of clients. With an `ETag`.',
          operationId: 'operationsGetOpenapi',
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
          description: 'The operations of the plugin, with the schemas that they refer to.',
          operationId: 'operationsGetPluginOpenapi',
          params: Type.Object({
            plugin: Type.String({
              maxLength: 100,
              description: 'The name of the plugin: a tag of `/openapi.json`.',
              examples: ['library'],
            }),
          }),
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
  // A string bypasses serialization by the response schema, which is only documentation.
  reply.type('application/json; charset=utf-8').send(document.json)
}
