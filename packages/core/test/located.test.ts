import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { located } from '../src/index.ts'
import { boot, plugin } from './boot-plugins.ts'

const Box = Type.Object({ id: Type.String() }, { title: 'Box', examples: [{ id: '7' }] })

test('a response that is located documents its body and the header Location, and types the reply', async () => {
  const kernel = await boot([
    plugin('boxes', {
      configureRoutes: () => ({
        public: async (app) => {
          const response = {
            201: located(Box, { description: 'The box.', location: '`/api/public/boxes/<id>`: the box.' }),
          }
          app.post('/', { schema: { summary: 'Create a box', response } }, async (_request, reply) =>
            reply.code(201).header('location', '/api/public/boxes/7').send({ id: '7' }),
          )
          app.post('/wrong', { schema: { summary: 'Create no box', response } }, async (_request, reply) =>
            // @ts-expect-error -- the body of the reply is a box
            reply.code(201).send({ id: 7 }),
          )
        },
      }),
    }),
  ])
  const answer = await kernel.app.inject({ method: 'POST', url: '/api/public/boxes' })
  expect(answer).toMatchObject({ statusCode: 201, headers: { location: '/api/public/boxes/7' } })
  expect(answer.json()).toEqual({ id: '7' })
  expect(kernel.document().paths['/api/public/boxes']?.['post']?.responses?.['201']).toEqual({
    description: 'The box.',
    headers: {
      'X-Request-Id': { $ref: '#/components/headers/RequestId' },
      Location: { description: '`/api/public/boxes/<id>`: the box.', schema: { type: 'string' } },
    },
    content: { 'application/json': { schema: { $ref: '#/components/schemas/boxes.Box' } } },
  })
})
