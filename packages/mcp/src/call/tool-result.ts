/** The result of a call, as the protocol has it. */
export interface ToolResult {
  readonly content: readonly { readonly type: 'text'; readonly text: string }[]
  readonly structuredContent?: Readonly<Record<string, unknown>>
  readonly isError?: true
}

/** Tells the language model what was wrong, and what to do. */
export function errorResult(message: string): ToolResult {
  return { content: [{ type: 'text', text: message }], isError: true }
}

/** The answer as data, and as text for clients that read no data. */
export function dataResult(answer: Readonly<Record<string, unknown>>): ToolResult {
  return { content: [{ type: 'text', text: JSON.stringify(answer) }], structuredContent: answer }
}

/** An answer without content. A client refuses one without data of a tool that has a schema for it. */
export function doneResult(hasSchema: boolean): ToolResult {
  return { content: [{ type: 'text', text: 'Done.' }], ...(hasSchema ? { structuredContent: {} } : {}) }
}
