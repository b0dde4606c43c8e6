import { defineErrors } from '@tributary/core'

/** The errors this package answers HTTP requests with. Those of tools are results of the protocol. */
export const mcpErrors = defineErrors({
  MCP_RATE_LIMITED: { status: 429, kind: 'transient', title: 'Too many requests: wait and try again' },
})
