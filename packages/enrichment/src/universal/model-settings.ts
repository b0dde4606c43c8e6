import { field, fields, IntegrationError } from '@tributary/integration-kit'
import type { ConfigurationValues } from '@tributary/integration-kit/host'
import type { Static } from 'typebox'

const MODEL = 'Language model'
const BUDGET = 'Budget'

/** The administrator's form. Without an address and a model the language model is off. */
export const modelSettings = fields({
  baseUrl: field.url({
    label: 'Address',
    required: false,
    description: 'Of an OpenAI-compatible server, up to /v1. Off while it is empty.',
    help: 'Ollama: http://localhost:11434/v1, LM Studio: http://localhost:1234/v1, OpenAI: https://api.openai.com/v1. An address in your own network must also be in EGRESS_ALLOW. Titles and creators are sent there, and nothing else; nothing of integrations whose terms forbid it.',
    group: MODEL,
  }),
  model: field.text({ label: 'Model', required: false, placeholder: 'qwen3:8b', group: MODEL }),
  apiKey: field.secret({
    label: 'API key',
    required: false,
    description: 'Local servers need none.',
    group: MODEL,
  }),
  batchSize: field.integer({
    label: 'Works per request',
    default: 10,
    minimum: 1,
    maximum: 50,
    description: 'Fewer for models with a small context.',
    group: MODEL,
  }),
  thinkingOff: field.boolean({
    label: 'Ask the model not to think first',
    default: true,
    description: 'Thinking takes many times the tokens and adds little to labels.',
    group: MODEL,
  }),
  timeoutSeconds: field.integer({
    label: 'Time limit of a request, in seconds',
    default: 180,
    minimum: 10,
    maximum: 300,
    group: MODEL,
  }),
  itemsPerDay: field.integer({ label: 'Works per day', default: 500, minimum: 1, group: BUDGET }),
  tokensPerDay: field.integer({
    label: 'Tokens per day',
    default: 300_000,
    minimum: 1000,
    description: 'Never exceeded: each request reserves the most that it can take.',
    group: BUDGET,
  }),
  inputPrice: field.number({ label: 'Price per million tokens sent', default: 0, minimum: 0, group: BUDGET }),
  outputPrice: field.number({
    label: 'Price per million tokens answered',
    default: 0,
    minimum: 0,
    group: BUDGET,
  }),
  currency: field.text({ label: 'Currency of the prices', default: 'USD', maxLength: 3, group: BUDGET }),
})

export type ModelSettings = Static<typeof modelSettings>

/** Those of a model that is set up. */
export interface ActiveModel extends ModelSettings {
  readonly baseUrl: string
  readonly model: string
}

export function isSetUp(settings: ModelSettings | undefined): settings is ActiveModel {
  return (settings?.baseUrl ?? '') !== '' && (settings?.model ?? '') !== ''
}

/**
 * The settings of a model that is set up.
 *
 * @throws IntegrationError `bad_configuration` while the language model is off
 */
export function activeModel(values: ConfigurationValues): ActiveModel {
  const settings = values as ModelSettings
  if (isSetUp(settings)) return settings
  throw new IntegrationError(
    'bad_configuration',
    'Enter an address and a model; without them, the language model is off.',
  )
}
