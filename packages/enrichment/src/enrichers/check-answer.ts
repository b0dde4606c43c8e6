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
    throw invalid(`${where} ${first?.message ?? 'is invalid'}`)
  }
  if (!isStorable(result)) throw invalid('it has text that is not valid Unicode')
  if (Buffer.byteLength(jsonOf(result.detail ?? {})) > MAX_DETAIL_BYTES)
    throw invalid('its detail is larger than 16 KiB')
  return result
}

function invalid(what: string): IntegrationError {
  return new IntegrationError('invalid_data', `The enricher gave an invalid result: ${what}.`)
}

/** PostgreSQL stores neither NUL nor half of a surrogate pair. */
function isStorable(result: unknown): boolean {
  let isValid = true
  jsonOf(result, (key, value) => {
    for (const text of [key, value])
      if (typeof text === 'string' && (text.includes('\0') || !text.isWellFormed())) isValid = false
    return value
  })
  return isValid
}

/** `detail` may hold what is no JSON: a circle, a `bigint`. */
function jsonOf(value: unknown, visit?: (key: string, value: unknown) => unknown): string {
  try {
    return JSON.stringify(value, visit)
  } catch {
    throw invalid('its detail is not JSON')
  }
}
