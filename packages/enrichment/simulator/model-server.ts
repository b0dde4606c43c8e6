import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request to the model, read. */
export interface ModelRequest {
  readonly model: string
  readonly messages: readonly { readonly role: string; readonly content: string }[]
  readonly response_format?: { readonly type: string }
  readonly max_tokens?: number
  readonly max_completion_tokens?: number
  readonly reasoning_effort?: string
  readonly chat_template_kwargs?: { readonly enable_thinking: boolean }
}

/** A work as it arrived. */
export interface SentWork {
  readonly n: number
  readonly title: string
  readonly creators?: readonly string[]
}

/** How a server behaves: what the servers of late 2026 do, each by itself. */
export interface ModelBehaviour {
  /** `unsupported`: 400 with `error` as a string (LM Studio); `fails`: 500 (llama.cpp b9739); `ignored`: accepted, not enforced. */
  schema?: 'enforced' | 'ignored' | 'unsupported' | 'fails'
  /** Tokens of prompt and answer together. Default: no limit. */
  window?: number
  /** What happens beyond it: llama.cpp's 400, vLLM's flat error, LM Studio's empty answer, Ollama's silent cut. */
  overflow?: 'llama.cpp' | 'vllm' | 'empty' | 'cut'
  /** Where the answer is: in the thoughts of a model that was not told to stop thinking, for one. */
  answerIn?: 'content' | 'reasoning' | 'reasoning_content' | 'fences' | 'after thoughts'
  /** Default: told, as OpenAI does. */
  usage?: 'told' | 'absent' | 'zero' | 'odd'
  /** OpenAI's reasoning models. */
  wantsCompletionTokens?: boolean
  refusesThinkingSwitch?: boolean
}

/** Takes the place of the answer to one request. */
export type Fault =
  | { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  | { readonly content: string; readonly finishReason?: string | null }
  | { readonly lateMilliseconds: number }
  | 'hang'
  | 'reset'

/** A server as OpenAI's `/v1/chat/completions` and those that do as it does. */
export interface ModelServer {
  readonly baseUrl: string
  readonly behaviour: ModelBehaviour
  readonly requests: readonly ModelRequest[]
  readonly headers: readonly IncomingMessage['headers'][]
  /** How often each work was answered validly, by its title and creators: `Hyperballad / Björk`. */
  readonly answered: ReadonlyMap<string, number>
  /** What all answers together have taken. */
  readonly spent: { input: number; output: number }
  /** Answers the next requests, one each; `undefined` is a good answer. */
  readonly faults: (Fault | undefined)[]
  /** Titles for which the answer is outside of the lists. */
  readonly confusing: Set<string>
  stop(): Promise<void>
}

const TOKEN_LENGTH = 4
const tokensOf = (text: string) => Math.ceil(text.length / TOKEN_LENGTH)

/** Starts a simulated server on the loopback interface. */
export async function startModelServer(behaviour: ModelBehaviour = {}): Promise<ModelServer> {
  const state = {
    behaviour,
    requests: [] as ModelRequest[],
    headers: [] as IncomingMessage['headers'][],
    answered: new Map<string, number>(),
    spent: { input: 0, output: 0 },
    faults: [] as (Fault | undefined)[],
    confusing: new Set<string>(),
  }
  const server = createServer((request, response) => {
    void handle(state, request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { ...state, baseUrl: `http://127.0.0.1:${port}/v1`, stop: () => stop(server) }
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
}

type State = Omit<ModelServer, 'baseUrl' | 'stop'> & {
  readonly requests: ModelRequest[]
  readonly headers: IncomingMessage['headers'][]
  readonly answered: Map<string, number>
}

async function handle(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url?.endsWith('/models'))
    return send(response, 200, {
      object: 'list',
      data: [{ id: 'sim-model', object: 'model', created: 1, owned_by: 'sim' }],
    })
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const asked = JSON.parse(Buffer.concat(chunks).toString()) as ModelRequest
  state.requests.push(asked)
  state.headers.push(request.headers)
  const fault = state.faults.shift()
  if (fault === 'hang') return undefined
  if (fault === 'reset') return void request.socket.destroy()
  if (fault !== undefined && 'status' in fault) return send(response, fault.status, fault.body, fault.headers)
  if (fault !== undefined && 'lateMilliseconds' in fault)
    await new Promise((resolve) => setTimeout(resolve, fault.lateMilliseconds))
  const refusal = refuse(state.behaviour, asked)
  if (refusal !== undefined) return send(response, refusal.status, refusal.body)
  const given = fault !== undefined && 'content' in fault ? fault : undefined
  return send(response, 200, complete(state, asked, given))
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

function promptOf({ messages }: ModelRequest): string {
  return messages.map(({ content }) => content).join('\n')
}

function refuse(
  behaviour: ModelBehaviour,
  asked: ModelRequest,
): { status: number; body: unknown } | undefined {
  const {
    schema,
    window = Number.POSITIVE_INFINITY,
    overflow,
    wantsCompletionTokens,
    refusesThinkingSwitch,
  } = behaviour
  const invalid = (message: string, param: string) => ({
    status: 400,
    body: { error: { message, type: 'invalid_request_error', param, code: 'unsupported_parameter' } },
  })
  if (wantsCompletionTokens === true && asked.max_tokens !== undefined)
    return invalid("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", 'max_tokens')
  if (refusesThinkingSwitch === true && asked.chat_template_kwargs !== undefined)
    return invalid('Unrecognized request argument supplied: chat_template_kwargs', 'chat_template_kwargs')
  if (asked.response_format !== undefined && schema === 'unsupported')
    return { status: 400, body: { error: "'response_format.type' is not supported" } }
  if (asked.response_format !== undefined && schema === 'fails')
    return {
      status: 500,
      body: { error: { code: 500, message: 'Failed to parse input', type: 'server_error' } },
    }
  const promptTokens = tokensOf(promptOf(asked))
  if (promptTokens <= window) return undefined
  if (overflow === 'llama.cpp')
    return {
      status: 400,
      body: {
        error: {
          code: 400,
          message: 'too long',
          type: 'exceed_context_size_error',
          n_prompt_tokens: promptTokens,
          n_ctx: window,
        },
      },
    }
  if (overflow === 'vllm')
    return {
      status: 400,
      body: {
        object: 'error',
        message: 'maximum context length exceeded',
        type: 'BadRequestError',
        param: null,
        code: 400,
      },
    }
  return undefined
}

function complete(
  state: State,
  asked: ModelRequest,
  given: { readonly content: string; readonly finishReason?: string | null } | undefined,
) {
  const { behaviour, answered, confusing, spent } = state
  const { window = Number.POSITIVE_INFINITY, overflow, answerIn = 'content', usage = 'told' } = behaviour
  const works = JSON.parse(asked.messages.at(-1)?.content ?? '[]') as SentWork[]
  const promptTokens = tokensOf(promptOf(asked))
  const isOver = promptTokens > window
  const answer = JSON.stringify({ items: works.map((work) => label(work, confusing)) })
  const limit = asked.max_tokens ?? asked.max_completion_tokens ?? Number.POSITIVE_INFINITY
  const isCut = tokensOf(answer) > limit
  const text =
    given?.content ??
    (isOver && overflow === 'empty' ? '' : isCut ? answer.slice(0, limit * TOKEN_LENGTH) : answer)
  const taken = {
    input: isOver && overflow === 'cut' ? Math.floor(window / 2) : promptTokens,
    output: tokensOf(text),
  }
  spent.input += taken.input
  spent.output += taken.output
  if (given === undefined && !isCut && !isOver)
    for (const { title, creators = [] } of works) {
      if (confusing.has(title)) continue
      const name = [title, ...creators].join(' / ')
      answered.set(name, (answered.get(name) ?? 0) + 1)
    }
  return {
    id: 'chatcmpl-sim',
    object: 'chat.completion',
    created: 1_793_642_958,
    model: asked.model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', ...placed(text, answerIn), refusal: null },
        logprobs: null,
        finish_reason: given?.finishReason === undefined ? (isCut ? 'length' : 'stop') : given.finishReason,
      },
    ],
    ...usageOf(taken, usage),
  }
}

function usageOf(
  { input, output }: { input: number; output: number },
  usage: NonNullable<ModelBehaviour['usage']>,
) {
  if (usage === 'absent') return {}
  if (usage === 'odd')
    return { usage: { prompt_tokens: -100_000, completion_tokens: 1.5, total_tokens: '7' } }
  if (usage === 'zero') return { usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 } }
  return { usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output } }
}

function placed(
  text: string,
  answerIn: NonNullable<ModelBehaviour['answerIn']>,
): Record<string, string | null> {
  if (answerIn === 'reasoning') return { content: '', reasoning: text }
  if (answerIn === 'reasoning_content') return { content: null, reasoning_content: text }
  if (answerIn === 'fences') return { content: `Here it is:\n\`\`\`json\n${text}\n\`\`\`` }
  if (answerIn === 'after thoughts') return { content: `<think>Let me see {"items"</think>\n${text}` }
  return { content: text }
}

function label({ n, title }: SentWork, confusing: ReadonlySet<string>): object {
  if (confusing.has(title))
    return { n, topics: ['cats and dogs'], moods: [], contentType: 'thing', sure: true }
  return { n, topics: ['music'], moods: ['calm'], contentType: 'music', sure: !title.startsWith('Obscure') }
}
