import { type HttpAnswer, type IntegrationError, isIntegrationError } from '@tributary/integration-kit'
import { errorFrom } from '@tributary/integration-kit/providers'
import { Check } from 'typebox/value'
import { Refusal } from './api-shapes.ts'
import { ERRORS } from './errors-table.ts'

/** The status does not say what is wrong: an expired token is 401 or 400, a limit 429 or 400. */
export function classifyAnswer({ body }: HttpAnswer): IntegrationError | undefined {
  return Check(Refusal, body) ? errorFrom(ERRORS, body.error.code, { isNamed: true }) : undefined
}

/** Whether text was refused since the recipient has not written for 24 hours. */
export function isOutsideWindow(error: unknown): boolean {
  return isIntegrationError(error, 'action_required')
}
