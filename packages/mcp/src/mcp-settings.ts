import type { Settings } from '@tributary/integration-host'
import { field } from '@tributary/integration-kit'
import { Type } from 'typebox'

/** What an administrator sets. */
export const McpConfiguration = Type.Object({
  writing: field.boolean({
    label: 'Tools that change data',
    description:
      'Lets language models start syncs, edit and delete with keys whose scopes allow it. Files cannot be imported.',
    default: false,
    env: 'MCP_WRITING',
  }),
  answerTokens: field.integer({
    label: 'Tokens of an answer',
    description: 'About how many tokens an answer may take at most. What is longer is answered in parts.',
    default: 10_000,
    minimum: 1_000,
    maximum: 200_000,
    env: 'MCP_ANSWER_TOKENS',
  }),
})

export interface McpSettings {
  readonly writing: boolean
  readonly answerTokens: number
}

/** The settings that hold now. With one that is invalid, the defaults hold, so that nothing is written by mistake. */
export async function readMcpSettings(settings: Settings): Promise<McpSettings> {
  const { writing, answerTokens } = (await settings.read('mcp')) ?? {}
  return {
    writing: writing === true,
    answerTokens: typeof answerTokens === 'number' ? answerTokens : 10_000,
  }
}
