import { IntegrationError } from '@tributary/integration-kit'
import { EnrichmentResult } from '@tributary/integration-kit/enrichers'
import { Compile } from 'typebox/compile'
import type { Answer } from './active-enricher.ts'

const validator = Compile(EnrichmentResult)
const MAX_DETAIL_BYTES = 16 * 1024

/** The result of an integration's enricher, which may be anything. */
export function checkAnswer(result: unknown): Answer {
  if (!validator.Check(result)) {
    const [first] = validator.Errors(result)
    const where = first === undefined || first.instancePath === '' ? 'it' : first.instancePath.slice(1)
    throw new IntegrationError(
      'invalid_data',
      `The enricher gave an invalid result: ${where} ${first?.message ?? 'is invalid'}.`,
    )
  }
  if (Buffer.byteLength(JSON.stringify(result.detail ?? {})) > MAX_DETAIL_BYTES)
    throw new IntegrationError(
      'invalid_data',
      'The enricher gave an invalid result: its detail is larger than 16 KiB.',
    )
  return result
}
