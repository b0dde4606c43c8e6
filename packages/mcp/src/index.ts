export { mcpErrors } from './mcp-errors.ts'
export { type McpOptions, mcpPlugin } from './mcp-plugin.ts'
