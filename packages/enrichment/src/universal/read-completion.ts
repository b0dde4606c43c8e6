import { membersOf } from '@tributary/integration-kit/values'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'

const Nullable = Type.Union([Type.String(), Type.Null()])

/** What is read of an answer; everything else may be as it likes. */
const Completion = Type.Object({
  choices: Type.Array(
    Type.Object({
      message: Type.Object({
        content: Type.Optional(Nullable),
        reasoning: Type.Optional(Nullable),
        reasoning_content: Type.Optional(Nullable),
      }),
      // Some servers leave it out, or say null.
      finish_reason: Type.Optional(Nullable),
    }),
    { minItems: 1 },
  ),
  usage: Type.Optional(Type.Unknown()),
})

const validator = Compile(Completion)

/** An answer of a model. */
export interface ReadCompletion {
  readonly content: string
  /** What it has thought, where the server says so. */
  readonly reasoning: string
  readonly isCut: boolean
  /** As the server says; 0 where it does not. */
  readonly promptTokens: number
  readonly completionTokens: number
}

/** `undefined` for what is no answer of a model. */
export function readCompletion(text: string): ReadCompletion | undefined {
  const body = parse(text)
  if (!validator.Check(body)) return undefined
  const { choices, usage }: Static<typeof Completion> = body
  const { prompt_tokens: promptTokens, completion_tokens: completionTokens } = membersOf(usage)
  const choice = choices[0]
  return {
    content: choice?.message.content ?? '',
    reasoning: choice?.message.reasoning ?? choice?.message.reasoning_content ?? '',
    isCut: choice?.finish_reason === 'length',
    promptTokens: tokensIn(promptTokens),
    completionTokens: tokensIn(completionTokens),
  }
}

/** A number that cannot be one of tokens says nothing: less than none would widen the budget of the day. */
function tokensIn(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
