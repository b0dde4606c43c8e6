import { currentRead, type Plugin, readPositions } from '@tributary/core'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { startMcpServer } from './mcp-server.ts'

/** A server whose reads may go to a replica, and an operation that tells what it has to see. */
const reader: Plugin = {
  name: 'reader',
  version: '1.0.0',
  registerServices({ registerService }) {
    registerService(readPositions, () => ({ isPosition: () => true, current: async () => '0/7' }))
  },
  configureRoutes: () => ({
    routes: (app) => {
      const response = { 200: Type.Object({ after: Type.Array(Type.String()) }, { title: 'After' }) }
      const schema = { summary: 'Tell what it has to see', operationId: 'readerGetAfter', response }
      app.get('/after', { schema }, async () => ({ after: [...(currentRead()?.after ?? [])] }))
    },
  }),
}

test('a tool reads what was written before the call', async () => {
  await using mcp = await startMcpServer({ plugins: [reader] })
  const user = await mcp.server.createUser({ scopes: ['*'] })
  await using client = await mcp.connect(user)
  const { data } = await client.call(mcp.toolAt('GET', '/api/reader/after'))
  expect(data).toEqual({ after: ['0/7'] })
})
