// Boots once in a fresh process: `boot-once.ts kernel|bare <plugins>`. Sends how long it took, modules already loaded.

import swagger from '@fastify/swagger'
import { createKernel, type RoutePlugin } from '@tributary/core'
import fastify from 'fastify'
import { Type } from 'typebox'
import { ROUTES_PER_PLUGIN } from './routes-per-plugin.ts'

/** No two plugins have an equal schema, which the kernel refuses. */
const schemaOf = (plugin: number, route: number) => ({
  summary: `Read ${route}`,
  params: Type.Object({ id: Type.String({ maxLength: 40 }) }),
  querystring: Type.Object(
    { limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })) },
    { additionalProperties: false },
  ),
  response: {
    200: Type.Object(
      {
        id: Type.String(),
        name: Type.String(),
        at: Type.String(),
        items: Type.Array(
          Type.Object({ a: Type.Number(), [`b${plugin}`]: Type.String() }, { title: `Item${route}` }),
        ),
        [`of${plugin}`]: Type.Optional(Type.String()),
      },
      { title: `Thing${route}` },
    ),
  },
})

const routesOf =
  (plugin: number): RoutePlugin =>
  (app) => {
    for (let route = 0; route < ROUTES_PER_PLUGIN; route += 1) {
      app.get(`/r${route}/:id`, { schema: schemaOf(plugin, route) }, (request) => ({
        id: request.params.id,
        name: 'n',
        at: '',
        items: [],
      }))
    }
  }

/** Resolves to the number of documented paths. */
async function bootKernel(plugins: number): Promise<number> {
  const kernel = createKernel({
    plugins: Array.from({ length: plugins }, (_, index) => ({
      name: `p${index}`,
      version: '1.0.0',
      configureRoutes: () => ({ public: routesOf(index) }),
    })),
  })
  await kernel.boot()
  return Object.keys(kernel.document().paths).filter((path) => path.startsWith('/api/public/')).length
}

async function bootBare(plugins: number): Promise<number> {
  const app = fastify({ logger: false })
  await app.register(swagger, { openapi: { openapi: '3.1.0', info: { title: 'bare', version: '1' } } })
  for (let index = 0; index < plugins; index += 1) {
    await app.register(async (scope) => routesOf(index)(scope), { prefix: `/api/public/p${index}` })
  }
  await app.ready()
  return Object.keys(app.swagger().paths ?? {}).length
}

const [, , side, plugins] = process.argv
const began = performance.now()
const paths = await (side === 'kernel' ? bootKernel : bootBare)(Number(plugins))
const milliseconds = performance.now() - began
process.send?.({ milliseconds, paths })
process.disconnect()
