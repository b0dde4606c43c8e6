import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { authStrategyOf } from '../auth/auth-strategies.ts'
import { aboutMistakes } from './about-mistakes.ts'
import { extensionMistakes } from './extension-mistakes.ts'
import { factMistakes } from './fact-mistakes.ts'
import { fileMistakes } from './file-mistakes.ts'
import { formMistakes } from './form-mistakes.ts'
import { httpsMistakes } from './https-mistakes.ts'
import { rateLimitMistakes, scheduleMistakes } from './limit-mistakes.ts'
import { memberMistakes } from './member-mistakes.ts'
import { NAME } from './name.ts'
import { providesMistakes } from './provider-mistakes.ts'
import { streamMistakes } from './stream-mistakes.ts'
import { webhookMistakes } from './webhook-mistakes.ts'

/**
 * Refuses a definition that cannot work.
 *
 * @throws TypeError that says what to change, of all mistakes at once
 */
export function checkDefinition(definition: IntegrationDefinition): void {
  const mistakes = [...findMistakes(definition)]
  if (mistakes.length === 0) return
  const [first] = mistakes
  if (mistakes.length === 1) throw new TypeError(first)
  throw new TypeError(
    `integration "${definition.name}" has ${mistakes.length} mistakes: ${mistakes.map((mistake, n) => `(${n + 1}) ${mistake}`).join('; ')}`,
  )
}

/** A sentence for each mistake of a definition, with what to change. */
function* findMistakes(definition: IntegrationDefinition): Generator<string> {
  const { name, api } = definition
  if (!NAME.test(name)) yield `integration name "${name}" must be lower-case kebab, like "last-fm"`
  for (const member of ['displayName', 'version', 'description'] as const)
    if (typeof definition[member] !== 'string' || definition[member].trim() === '')
      yield `integration "${name}" has no ${member}: add one`
  if (!Array.isArray(definition.streams)) {
    yield `integration "${name}" has no list of streams: add "streams"`
    return
  }
  yield* memberMistakes(definition)
  yield* aboutMistakes(definition)
  yield* streamMistakes(definition)
  yield* formMistakes(definition)
  yield* fileMistakes(definition)
  yield* scheduleMistakes(definition)
  yield* rateLimitMistakes(definition)
  yield* webhookMistakes(definition)
  yield* providesMistakes(definition)
  yield* factMistakes(definition)
  yield* extensionMistakes(definition)
  if (typeof api?.baseUrl !== 'function' && api !== undefined)
    yield* httpsMistakes(`integration "${name}", api.baseUrl,`, api.baseUrl)
  yield* authStrategyOf(definition).mistakes()
}
