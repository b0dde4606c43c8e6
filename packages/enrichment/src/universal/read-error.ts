import { IntegrationError } from '@tributary/integration-kit'
import { readRetryAfter } from '@tributary/integration-kit/providers'

/** What to do about a refusal: ask about fewer works, ask in another way, or give up. */
export type Refusal =
  | 'smaller'
  | 'without-schema'
  | 'without-thinking-switch'
  | 'completion-tokens'
  | IntegrationError

/** A refusal, read. */
export interface RefusedAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/**
 * What a refusal asks for. Servers write errors as an object, as a string, or at the top level; a 400 is told by its words, since its codes
 * differ from server to server.
 */
export function readRefusal({ status, headers, text }: RefusedAnswer, now: number): Refusal {
  const { message, words } = readError(text)
  const said = message === '' ? `status ${status}` : message.slice(0, 300)
  const retryAfterSeconds = readRetryAfter(headers, now)
  const retry = retryAfterSeconds === undefined ? {} : { retryAfterSeconds }
  if (status === 401 || status === 403)
    return new IntegrationError(
      'bad_configuration',
      'The language model refused the API key. Enter another one.',
    )
  if (status === 404)
    return new IntegrationError(
      'bad_configuration',
      `The language model was not found: ${said}. Check address and model.`,
    )
  if (status === 429)
    return words.includes('insufficient_quota')
      ? new IntegrationError(
          'bad_configuration',
          'The quota of the account at the language model is used up.',
        )
      : new IntegrationError('rate_limit', 'The language model asks to wait.', retry)
  // llama.cpp answers an overflow while generating with 500.
  if (isOverflow(words)) return 'smaller'
  if (status >= 500 || status === 408)
    return new IntegrationError('upstream', `The language model failed: ${said}.`, retry)
  if (/max_completion_tokens/.test(words)) return 'completion-tokens'
  if (/reasoning_effort|chat_template_kwargs|enable_thinking/.test(words)) return 'without-thinking-switch'
  if (/response_format|schema|grammar/.test(words)) return 'without-schema'
  if (/content_filter|content_policy/.test(words))
    return new IntegrationError('invalid_data', `The language model refused this title: ${said}.`)
  return new IntegrationError('bad_configuration', `The language model refused the request: ${said}.`)
}

function isOverflow(words: string): boolean {
  return /exceed_context_size|context_length|context (?:size|length|window)|too long|maximum context|too many tokens/.test(
    words,
  )
}

interface ReadError {
  readonly message: string
  /** Everything that it says, in lower case. */
  readonly words: string
}

function readError(text: string): ReadError {
  const body = parse(text)
  const error: unknown = isObject(body) && 'error' in body ? body['error'] : body
  if (typeof error === 'string') return { message: error, words: error.toLowerCase() }
  if (!isObject(error)) return { message: '', words: text.slice(0, 1000).toLowerCase() }
  const words = [error['message'], error['type'], error['code'], error['param']].join(' ').toLowerCase()
  return { message: typeof error['message'] === 'string' ? error['message'] : '', words }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
