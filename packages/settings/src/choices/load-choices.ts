import { isIntegrationError } from '@tributary/integration-kit'
import {
  type ApiDefinition,
  type ConfigurationValues,
  type FieldDescription,
  type LabelledChoice,
  type Logger,
  labelled,
  loadOf,
  type ProviderApi,
} from '@tributary/integration-kit/host'
import { type Egress, findEgressError, openAccess } from '@tributary/provider-client'
import { Type } from 'typebox'
import { Check } from 'typebox/value'
import { redactSecrets } from '../connection-test/redact-secrets.ts'

/** What loading needs of the server. */
export interface ChoiceLoader {
  /** That of the guarded egress: an administrator enters the addresses. */
  readonly egress: Pick<Egress, 'fetch' | 'connect'>
  readonly logger: Logger
  /** Default 10,000. */
  readonly timeLimitMilliseconds?: number
}

export interface LoadRequest {
  /** Of a `select` or `multi_select` with `load`. */
  readonly field: FieldDescription
  /** What `http` is relative to. */
  readonly api: ApiDefinition | ProviderApi | undefined
  /** What has been entered so far, secrets opened. */
  readonly config: ConfigurationValues
  /** The secrets among them. A problem never repeats one. */
  readonly secrets: readonly string[]
  /** Aborts when the client has gone. */
  readonly signal?: AbortSignal | undefined
}

/** What a service offers, or why that is not known, with what to do about it. */
export type LoadedChoices =
  | { readonly choices: readonly LabelledChoice[]; readonly problem?: never }
  | { readonly problem: string; readonly choices?: never }

/** A person waits in front of the form. */
const TIME_LIMIT_MILLISECONDS = 10_000

const Text = Type.String({ minLength: 1, maxLength: 4096 })
const Choices = Type.Array(
  Type.Union([
    Text,
    Type.Object({ value: Text, label: Text, description: Type.Optional(Type.String({ maxLength: 4096 })) }),
  ]),
  { maxItems: 5_000 },
)

const NO_CHOICES = 'The plugin returned something else than choices: this is a fault of the plugin.'
const FAILED = 'The plugin failed to load the choices. The log has the reason.'

/**
 * Asks the service of a form for the choices of a field: settings of plugins and instances alike. Never throws: what goes wrong is a
 * problem for the administrator.
 *
 * @example
 * const { choices, problem } = await loadChoices(loader, { field, api, config: { token }, secrets: [token] })
 */
export async function loadChoices(loader: ChoiceLoader, request: LoadRequest): Promise<LoadedChoices> {
  const { timeLimitMilliseconds = TIME_LIMIT_MILLISECONDS, logger } = loader
  const limit = AbortSignal.timeout(timeLimitMilliseconds)
  const signal = request.signal === undefined ? limit : AbortSignal.any([limit, request.signal])
  try {
    // A plugin may ignore the signal.
    const loaded = await Promise.race([load(loader, request, signal), rejectOnAbort(signal)])
    return Check(Choices, loaded) ? { choices: uniqueIn(labelled(loaded)) } : { problem: NO_CHOICES }
  } catch (error) {
    if (limit.aborted)
      return { problem: `The service did not answer within ${timeLimitMilliseconds / 1000} seconds.` }
    const problem = problemOf(error)
    if (problem === undefined) logger.warn({ err: error }, 'choices could not be loaded')
    return { problem: redactSecrets(problem ?? FAILED, request.secrets) }
  }
}

async function load(
  { egress, logger }: ChoiceLoader,
  { field, api, config }: LoadRequest,
  signal: AbortSignal,
): Promise<unknown> {
  const read = loadOf(field)
  if (read === undefined) throw new Error(`the field "${field.label}" has no choices to load`)
  // Without an API, `http` cannot be used: choices of the server's own plugins come from the server.
  const { http } = openAccess({ api, config, egress, signal, logger })
  return read({ http, config, signal })
}

/** `undefined` for an error that is not meant for a person. */
function problemOf(error: unknown): string | undefined {
  const refused = findEgressError(error)
  if (refused !== undefined) return refused.message
  return isIntegrationError(error) ? error.message : undefined
}

function uniqueIn(choices: readonly LabelledChoice[]): readonly LabelledChoice[] {
  return [...new Map(choices.map((choice) => [choice.value, choice])).values()]
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  if (signal.aborted) return Promise.reject(signal.reason as Error)
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
}
