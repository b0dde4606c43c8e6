import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import { type Plugin, type PluginApp, type RouteAccess, webPages } from '@tributary/core'
import type { FastifyReply } from 'fastify'
import { readIndexPage } from './index-page.ts'
import { pagePaths } from './page-paths.ts'
import { pagePolicy } from './page-policy.ts'

export interface WebOptions {
  /** The directory of the built page, with `index.html` and `assets`. */
  readonly directory: string
}

const open = { access: 'public' } as const satisfies RouteAccess
/** Pages and their files are not operations of the API. */
const hidden = { hide: true }

const NONCE_BYTES = 16

/**
 * Serves the web page at `/`. Files have a hash in their name and are kept by browsers for ever; `index.html` is made for each response, since
 * its policy names a nonce.
 *
 * @example
 * createKernel({ plugins: [webPlugin({ directory: '/app/apps/web/dist' }), …] })
 */
export function webPlugin({ directory }: WebOptions): Plugin {
  return {
    name: 'web',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Web page',
      description: 'The page where people see and manage their data.',
      author: 'The Tributary authors',
      tags: ['page'],
    },
    registerServices: (context) => context.contribute(webPages, pagePaths),
    configureRoutes: () => ({
      root: async (app) => {
        const indexPage = await readIndexPage(directory)
        await addFiles(app, directory)
        const show = (_request: unknown, reply: FastifyReply) => sendPage(reply, indexPage)
        app.get('/', { config: open, schema: hidden }, show)
        for (const path of pagePaths) {
          app.get(path, { config: open, schema: hidden }, show)
          app.get(`${path}/*`, { config: open, schema: hidden }, show)
        }
      },
    }),
    openapiSchema: () => ({ description: 'The web page.' }),
  }
}

function sendPage(reply: FastifyReply, indexPage: (nonce: string) => string): FastifyReply {
  const nonce = randomBytes(NONCE_BYTES).toString('base64')
  return (
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', pagePolicy(nonce))
      .header('x-content-type-options', 'nosniff')
      // Addresses of pages hold ids, and that of the first run a token.
      .header('referrer-policy', 'same-origin')
      .header('cross-origin-opener-policy', 'same-origin')
      .header('cache-control', 'no-cache')
      .send(indexPage(nonce))
  )
}

async function addFiles(app: PluginApp, directory: string): Promise<void> {
  await app.register(fastifyStatic, { root: join(directory, 'assets'), serve: false, preCompressed: true })
  app.get<{ Params: { '*': string } }>(
    '/assets/*',
    { config: open, schema: hidden },
    async (request, reply) => {
      reply.header('x-content-type-options', 'nosniff')
      return reply.sendFile(request.params['*'], {
        immutable: isHashed(request.params['*']),
        maxAge: isHashed(request.params['*']) ? '1y' : '1h',
      })
    },
  )
}

/** Vite writes a hash of the content before the extension: `index-ClnaMX7r.js`. */
function isHashed(name: string): boolean {
  return /-[\w-]{8}\.\w+$/.test(name)
}
