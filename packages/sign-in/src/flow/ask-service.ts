import { isProblemError, ProblemError } from '@tributary/core'
import { isIntegrationError } from '@tributary/integration-kit'
import type { SignInProvider } from '@tributary/integration-kit/providers'
import type { SignInParts } from '../parts.ts'
import { signInErrors } from '../sign-in-errors.ts'

/** To a waiting person, a service that takes longer has failed. */
const MILLISECONDS = 20_000

/**
 * Asks the service of an instance. What a person is shown of a failure names no configuration: anybody may begin a sign-in.
 *
 * @throws ProblemError `SIGN_IN_DENIED`, `SIGN_IN_REFUSED`, `SIGN_IN_UNAVAILABLE`
 */
export async function askService<R>(
  { providers }: Pick<SignInParts, 'providers'>,
  instance: string,
  work: (service: SignInProvider) => Promise<R>,
): Promise<R> {
  try {
    return await providers.use({ kind: 'authentication', instance, milliseconds: MILLISECONDS }, work)
  } catch (error) {
    throw problemOf(error)
  }
}

function problemOf(error: unknown): ProblemError {
  if (isIntegrationError(error, 'permission_denied'))
    return new ProblemError(signInErrors.SIGN_IN_DENIED, { detail: 'Start again.', cause: error })
  if (isIntegrationError(error, 'auth_expired') || isIntegrationError(error, 'invalid_data'))
    return new ProblemError(signInErrors.SIGN_IN_REFUSED, { detail: error.message, cause: error })
  if (isIntegrationError(error) || isProblemError(error))
    return new ProblemError(signInErrors.SIGN_IN_UNAVAILABLE, {
      detail: 'Try again later, or sign in another way. An administrator can test the instance.',
      cause: error,
    })
  throw error
}
