import { IntegrationError, isIntegrationError } from '@tributary/integration-kit'
import type { Work } from '@tributary/integration-kit/enrichers'
import { type EgressFetch, findEgressError, readText } from '@tributary/provider-client'
import type { Db } from '../parts.ts'
import { type Label, readLabels } from './labels.ts'
import type { ActiveModel } from './model-settings.ts'
import {
  answerTokens,
  likelyTokens,
  type Message,
  messagesFor,
  mostPromptTokens,
  RESPONSE_FORMAT,
} from './prompt.ts'
import { type ReadCompletion, readCompletion } from './read-completion.ts'
import { readRefusal } from './read-error.ts'
import { type Reservation, reserve, settle } from './spending-store.ts'

/** What a server was found not to know. Each way leads down once, so that there are few requests more than answers. */
export interface Dialect {
  schema: boolean
  thinkingSwitch: boolean
  completionTokens: boolean
}

/** What requests to a model need. */
export interface ModelParts {
  readonly db: Db
  readonly fetch: EgressFetch
  readonly now: () => number
  readonly settings: ActiveModel
  readonly dialect: Dialect
}

/** Thrown where fewer works at a time may do: the context or the rest of the budget is too small. */
export class TooManyWorksError extends Error {
  /** If it is one work already. */
  readonly otherwise: IntegrationError

  constructor(otherwise: IntegrationError) {
    super('too many works for one request')
    this.name = 'TooManyWorksError'
    this.otherwise = otherwise
  }
}

const TOO_SMALL = 'The context of the language model is too small for this work.'

/** Asks about some works, in a few ways if need be; resolves with the valid labels by number, from 1. */
export async function askModel(
  parts: ModelParts,
  works: readonly Work[],
  signal: AbortSignal,
): Promise<ReadonlyMap<number, Label>> {
  const { dialect } = parts
  let isRetried = false
  for (;;) {
    const hasSchema = dialect.schema && !isRetried
    const answer = await request(parts, { works, hasSchema, signal })
    if (answer === 'again') continue
    if (isIntegrationError(answer)) {
      // With a schema, several servers fail where they do not without.
      if (answer.code !== 'upstream' || !hasSchema) throw answer
    } else {
      if (answer.isCut) throw new TooManyWorksError(new IntegrationError('invalid_data', TOO_SMALL))
      const labels = labelsOf(answer, works.length)
      if (labels.size > 0 || !hasSchema) return labels
    }
    isRetried = true
  }
}

/** Some servers write the answer where the thoughts belong; it counts only if it is one. */
function labelsOf({ content, reasoning }: ReadCompletion, count: number): ReadonlyMap<number, Label> {
  return content.trim() === '' ? readLabels(reasoning, count) : readLabels(content, count)
}

interface Asked {
  readonly works: readonly Work[]
  readonly hasSchema: boolean
  readonly signal: AbortSignal
}

/** One request: reserved before, settled after. `again`: the server does not know a part of it, which is now left out. */
async function request(
  parts: ModelParts,
  { works, hasSchema, signal }: Asked,
): Promise<ReadCompletion | IntegrationError | 'again'> {
  const { db, settings, dialect, now } = parts
  const messages = messagesFor(works)
  const maxTokens = answerTokens(works.length, !settings.thinkingOff || !dialect.thinkingSwitch)
  const reservation = {
    day: new Date(now()).toISOString().slice(0, 10),
    items: works.length,
    tokens: mostPromptTokens(messages) + maxTokens,
  }
  const limits = { items: settings.itemsPerDay, tokens: settings.tokensPerDay }
  if (!(await reserve(db, reservation, limits))) throw new TooManyWorksError(usedUp(now()))
  // An error of the connection settles nothing: the request may have been answered, and charged.
  const { status, headers, text } = await send(parts, { messages, maxTokens, hasSchema, signal })
  if (status !== 200) {
    await settle(db, reservation, { items: 0, inputTokens: 0, outputTokens: 0, cost: 0 })
    return refused(parts, { status, headers, text })
  }
  const completion = readCompletion(text)
  await settleAnswer(parts, { reservation, messages, completion, text })
  if (completion === undefined)
    return new IntegrationError('upstream', 'The answer of the language model could not be read.')
  if (wasCutSilently(messages, completion)) return { ...completion, isCut: true }
  return completion
}

function refused(
  { dialect, now }: ModelParts,
  answer: { readonly status: number; readonly headers: Headers; readonly text: string },
): IntegrationError | 'again' {
  const refusal = readRefusal(answer, now())
  if (isIntegrationError(refusal)) {
    if (refusal.code === 'invalid_data') throw new TooManyWorksError(refusal)
    return refusal
  }
  if (refusal === 'smaller') throw new TooManyWorksError(new IntegrationError('invalid_data', TOO_SMALL))
  const isKnown =
    (refusal === 'without-schema' && !dialect.schema) ||
    (refusal === 'without-thinking-switch' && !dialect.thinkingSwitch) ||
    (refusal === 'completion-tokens' && dialect.completionTokens)
  // It is refused for what is left out already: it would be refused again.
  if (isKnown) return new IntegrationError('bad_configuration', 'The language model refuses every request.')
  if (refusal === 'without-schema') dialect.schema = false
  else if (refusal === 'without-thinking-switch') dialect.thinkingSwitch = false
  else dialect.completionTokens = true
  return 'again'
}

function usedUp(now: number): IntegrationError {
  const next = new Date(now)
  next.setUTCHours(24, 0, 0, 0)
  const retryAfterSeconds = Math.ceil((next.getTime() - now) / 1000)
  return new IntegrationError('rate_limit', 'The budget of the language model for today is used up.', {
    retryAfterSeconds,
  })
}

/** Fewer tokens than the text can have: the server has left out a part of it, without a word. */
function wasCutSilently(messages: readonly Message[], { promptTokens }: ReadCompletion): boolean {
  const sent = messages.reduce((sum, { content }) => sum + likelyTokens(content), 0)
  return promptTokens > 0 && promptTokens < sent / 2
}

interface ToSettle {
  readonly reservation: Reservation
  readonly messages: readonly Message[]
  readonly completion: ReadCompletion | undefined
  readonly text: string
}

/** By what the server says, or by an estimate where it says nothing, or 0. */
async function settleAnswer(
  parts: ModelParts,
  { reservation, messages, completion, text }: ToSettle,
): Promise<void> {
  const { db, settings } = parts
  const sent = messages.reduce((sum, { content }) => sum + likelyTokens(content), 0)
  const written = completion === undefined ? text : completion.content + completion.reasoning
  const inputTokens = completion?.promptTokens || sent
  const outputTokens = completion?.completionTokens || likelyTokens(written)
  const cost = (inputTokens * settings.inputPrice + outputTokens * settings.outputPrice) / 1_000_000
  await settle(db, reservation, { items: reservation.items, inputTokens, outputTokens, cost })
}

interface Sent {
  readonly messages: readonly Message[]
  readonly maxTokens: number
  readonly hasSchema: boolean
  readonly signal: AbortSignal
}

async function send(parts: ModelParts, { messages, maxTokens, hasSchema, signal }: Sent) {
  const { settings, dialect, fetch } = parts
  const limit = AbortSignal.timeout(settings.timeoutSeconds * 1000)
  const body = {
    model: settings.model,
    messages,
    stream: false,
    [dialect.completionTokens ? 'max_completion_tokens' : 'max_tokens']: maxTokens,
    ...(hasSchema ? { response_format: RESPONSE_FORMAT } : {}),
    ...(settings.thinkingOff && dialect.thinkingSwitch
      ? { reasoning_effort: 'none', chat_template_kwargs: { enable_thinking: false } }
      : {}),
  }
  try {
    const response = await fetch(new URL(`${settings.baseUrl.replace(/\/+$/, '')}/chat/completions`), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...((settings.apiKey ?? '') === '' ? {} : { authorization: `Bearer ${settings.apiKey}` }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.any([limit, signal]),
    })
    return { status: response.status, headers: response.headers, text: await readText(response) }
  } catch (error) {
    signal.throwIfAborted()
    throw unreachable(error, limit.aborted)
  }
}

function unreachable(error: unknown, isLate: boolean): IntegrationError {
  const refused = findEgressError(error)
  if (refused !== undefined)
    return new IntegrationError('bad_configuration', refused.message, { cause: refused })
  const message = isLate
    ? 'The language model did not answer in time.'
    : 'The language model could not be reached, or its answer was incomplete.'
  return new IntegrationError('upstream', message, { cause: error })
}
