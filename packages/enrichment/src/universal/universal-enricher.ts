import { forbidsUse } from '@tributary/integration-host'
import { IntegrationError } from '@tributary/integration-kit'
import type { Work } from '@tributary/integration-kit/enrichers'
import { MEDIA_TYPES } from '@tributary/integration-kit/host'
import type { ActiveEnricher, Answer } from '../enrichers/active-enricher.ts'
import { type Parts, tablesOf } from '../parts.ts'
import { askModel, type Dialect, type ModelParts, TooManyWorksError } from './ask-model.ts'
import type { Label } from './labels.ts'
import { isSetUp, type ModelSettings } from './model-settings.ts'
import { PROMPT_VERSION } from './prompt.ts'
import { UNIVERSAL } from './universal-name.ts'

const CONFIDENCE = { sure: 0.75, unsure: 0.4 }
const WITHOUT_LABEL = 'The language model gave no valid answer for this work.'

/** By server and model: what was found out about it, until the process ends. */
const dialects = new Map<string, Dialect>()

/** The language model, if an administrator has set it up. */
export async function openUniversalEnricher(parts: Parts): Promise<ActiveEnricher | undefined> {
  const settings = (await parts.settings.read(UNIVERSAL)) as ModelSettings | undefined
  if (!isSetUp(settings)) return undefined
  const definitions = parts.definitions()
  const [forbidden, allowed] = [true, false].map((isForbidden) =>
    definitions.filter((definition) => forbidsUse(definition, 'ai') === isForbidden).map(({ name }) => name),
  )
  const about = `${settings.baseUrl} ${settings.model}`
  const dialect = dialects.get(about) ?? { schema: true, thinkingSwitch: true, completionTokens: false }
  dialects.set(about, dialect)
  const { fetch, now } = parts
  const model: ModelParts = { db: tablesOf(parts), fetch, now, settings, dialect }
  return {
    name: UNIVERSAL,
    version: PROMPT_VERSION,
    variant: settings.model,
    platforms: allowed ?? [],
    forbidden: forbidden ?? [],
    types: MEDIA_TYPES,
    batchSize: settings.batchSize,
    doubtfulBelow: 0.6,
    keepDays: undefined,
    configuration: JSON.stringify(settings),
    isUniversal: true,
    enrich: (works, signal) => enrich(model, works, signal),
    // Labels are checked one by one as they are read.
    check: (answer) => answer as Answer,
  }
}

/** Asks about all, then about halves of what was not answered, so that an error is about the first work without an answer. */
async function* enrich(
  model: ModelParts,
  works: readonly Work[],
  signal: AbortSignal,
): AsyncGenerator<Answer> {
  const waiting: (readonly Work[])[] = [works]
  for (let asked = waiting.shift(); asked !== undefined; asked = waiting.shift()) {
    const [answers, left] = await ask(model, asked, signal)
    yield* answers
    if (left === undefined) continue
    if (left.works.length === 1 && asked.length === 1) throw left.otherwise
    const half = left.works.length < asked.length ? left.works.length : Math.ceil(left.works.length / 2)
    const parts = [left.works.slice(0, half), left.works.slice(half)].filter((part) => part.length > 0)
    waiting.unshift(...parts)
  }
}

interface Left {
  readonly works: readonly Work[]
  readonly otherwise: IntegrationError
}

async function ask(
  model: ModelParts,
  works: readonly Work[],
  signal: AbortSignal,
): Promise<readonly [readonly Answer[], Left | undefined]> {
  try {
    const labels = await askModel(model, works, signal)
    const pairs = works.map((work, index) => ({ work, label: labels.get(index + 1) }))
    const answers = pairs.flatMap(({ work, label }) =>
      label === undefined ? [] : [answerOf(model, work, label)],
    )
    const unanswered = pairs.filter(({ label }) => label === undefined).map(({ work }) => work)
    const otherwise = new IntegrationError('invalid_data', WITHOUT_LABEL)
    return [answers, unanswered.length === 0 ? undefined : { works: unanswered, otherwise }]
  } catch (error) {
    if (!(error instanceof TooManyWorksError)) throw error
    return [[], { works, otherwise: error.otherwise }]
  }
}

function answerOf({ settings }: ModelParts, { key }: Work, label: Label): Answer {
  const { topics, moods, contentType, sure } = label
  return {
    key,
    outcome: 'found',
    confidence: sure ? CONFIDENCE.sure : CONFIDENCE.unsure,
    facts: { topics, moods, contentType },
    detail: { model: settings.model },
  }
}
