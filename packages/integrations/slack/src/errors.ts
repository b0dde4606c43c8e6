import { type HttpAnswer, IntegrationError } from '@tributary/integration-kit'
import { errorFrom } from '@tributary/integration-kit/providers'
import { Check } from 'typebox/value'
import { Refusal } from './api-shapes.ts'
import { ERRORS } from './errors-table.ts'

/** Slack answers errors of `chat.postMessage` with the status 200, and those of a webhook as plain text. */
export function classifyAnswer({ status, body }: HttpAnswer): IntegrationError | undefined {
  if (Check(Refusal, body)) {
    const { error, needed } = body
    return (
      errorFrom(ERRORS, error, { isNamed: true, missingScopes: needed?.split(',') }) ??
      // A name that is not in the table is a refusal all the same.
      new IntegrationError('invalid_data', `Slack refused the message (${nameIn(error)}).`)
    )
  }
  return typeof body === 'string' && status >= 400
    ? errorFrom(ERRORS, body.trim(), { isNamed: true })
    : undefined
}

function nameIn(error: string): string {
  return /^[a-z_]{1,60}$/.test(error) ? error : 'unknown error'
}
