// Serves the benchmarked routes in a separate process: `serve.ts kernel|bare`. Sends its port when it listens.

import { authenticator, createKernel, type Plugin, type Principal, type RoutePlugin } from '@tributary/core'
import fastify, { type FastifyInstance } from 'fastify'
import { Type } from 'typebox'

const PLUGIN = 'hello'

const routes: RoutePlugin = (app) => {
  app.get(
    '/',
    {
      schema: {
        summary: 'Answer with a small object',
        querystring: Type.Object({ n: Type.Optional(Type.Integer()) }, { additionalProperties: false }),
        response: { 200: Type.Object({ hello: Type.String(), n: Type.Number() }) },
      },
    },
    (request) => ({ hello: 'world', n: request.query.n ?? 0 }),
  )
}

const principal: Principal = { userId: '1', email: 'a@example.org', roles: ['user'], kind: 'session' }

/** Authenticates without cost, to measure the kernel's part of an authenticated request. */
const accounts: Plugin = {
  name: 'accounts',
  version: '1.0.0',
  registerServices: (context) =>
    context.registerService(authenticator, () => ({ authenticate: async () => principal })),
}

async function kernelApp(): Promise<FastifyInstance> {
  const hello: Plugin = {
    name: PLUGIN,
    version: '1.0.0',
    configureRoutes: () => ({ public: routes, routes }),
  }
  const kernel = createKernel({ plugins: [accounts, hello] })
  await kernel.boot()
  return kernel.app
}

async function bareApp(): Promise<FastifyInstance> {
  const app = fastify({ logger: false })
  await app.register(async (scope) => routes(scope), { prefix: `/api/public/${PLUGIN}` })
  return app
}

process.once('disconnect', () => process.exit())
const app = process.argv[2] === 'kernel' ? await kernelApp() : await bareApp()
const url = await app.listen({ port: 0, host: '127.0.0.1' })
process.send?.(Number(new URL(url).port))
