import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { mcpErrors } from '../src/index.ts'
import { McpConfiguration } from '../src/mcp-settings.ts'
import { startMcpServer } from './mcp-server.ts'
import { readAll } from './readme-example.ts'
import { shelf } from './shelf.ts'

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8')

test('the example in the README is the one that reads a list to its end', async () => {
  expect(await read('../README.md')).toContain(`\`\`\`ts\n${await read('./readme-example.ts')}\`\`\``)
  const environment = { MCP_ANSWER_TOKENS: '1000' }
  await using mcp = await startMcpServer({ integrations: [shelf('attic', { items: 20 })], environment })
  const user = await mcp.server.createUser()
  await user.sync('attic')
  const tool = mcp.toolAt('GET', '/api/library/items')
  expect(await Array.fromAsync(readAll(mcp.url.href, user.key, tool))).toHaveLength(20)
})

test('the README lists all errors and settings, .env.example the variables', async () => {
  const readme = await read('../README.md')
  const codes = [...readme.matchAll(/`(MCP_[A-Z_]+)` \(\d+\)/g)].map(([, code]) => code)
  expect(new Set(codes)).toEqual(new Set(Object.keys(mcpErrors)))
  const settings = [...readme.matchAll(/^\| `(\w+)` +\| `(MCP_[A-Z_]+)` +\| `([^`]*)`/gm)]
  expect(settings.map(([, name]) => name)).toEqual(Object.keys(McpConfiguration.properties))
  const declared = JSON.stringify(McpConfiguration)
  const example = await read('../../../.env.example')
  for (const [, , variable = '', value = ''] of settings) {
    expect(declared).toContain(`"${variable}"`)
    expect(declared).toContain(`"default":${value}`)
    expect(example).toContain(`${variable}=`)
  }
})
