import { createHash } from 'node:crypto'
import type { KernelService, RouteAccess, RoutePlugin } from '@tributary/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { matchesEtag } from '../openapi/rendered-documents.ts'
import { DOCS_PATH, DOCS_POLICY, DOCS_STYLE, docsPage, docsScript } from './docs-page.ts'
import { type StaticFile, swaggerUiFile } from './swagger-ui-files.ts'

const open = { access: 'public' } as const satisfies RouteAccess
/** Pages and their files are not operations of the API. */
const hidden = { hide: true }

/**
 * Swagger UI at `/docs`. Only the files of `@fastify/swagger-ui` are used, not its routes, which serve Fastify's unmerged
 * document and declare no access, so the kernel would refuse them.
 */
export function docsRoutes(kernel: KernelService): RoutePlugin {
  const written = (name: string): StaticFile | undefined => {
    const { info, tags } = kernel.document()
    if (name === '') return { type: 'text/html; charset=utf-8', content: docsPage(info.title) }
    if (name === 'docs.css') return { type: 'text/css; charset=utf-8', content: DOCS_STYLE }
    if (name !== 'start.js') return undefined
    return { type: 'text/javascript; charset=utf-8', content: docsScript(tags.map((tag) => tag.name)) }
  }
  return (app) => {
    app.get(DOCS_PATH, { config: open, schema: hidden }, (request, reply) =>
      send(written(''), request, reply),
    )
    app.get<{ Params: { '*': string } }>(
      `${DOCS_PATH}/*`,
      { config: open, schema: hidden },
      async (request, reply) => {
        const name = request.params['*']
        if (name === '') return reply.redirect(DOCS_PATH, 302)
        return send(written(name) ?? (await swaggerUiFile(name)), request, reply)
      },
    )
  }
}

/** Redirects `/` to a page. */
export function homeRoute(to: string): RoutePlugin {
  return (app) => {
    app.get('/', { config: open, schema: hidden }, (_request, reply) => reply.redirect(to, 302))
  }
}

const etags = new WeakMap<StaticFile, string>()

function send(file: StaticFile | undefined, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (file === undefined) {
    reply.callNotFound()
    return reply
  }
  const etag = etags.get(file) ?? `"${createHash('sha256').update(file.content).digest('base64url')}"`
  etags.set(file, etag)
  reply
    .header('etag', etag)
    .header('cache-control', 'no-cache')
    .header('content-security-policy', DOCS_POLICY)
    .header('x-content-type-options', 'nosniff')
  if (matchesEtag(request.headers['if-none-match'], etag)) return reply.code(304).send()
  return reply.type(file.type).send(file.content)
}
