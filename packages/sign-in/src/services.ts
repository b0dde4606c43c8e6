import { ProblemError } from '@tributary/core'
import type { ProviderInstance } from '@tributary/integration-host'
import type { SignInParts } from './parts.ts'
import { signInErrors } from './sign-in-errors.ts'

type Parts = Pick<SignInParts, 'providers'>

/** The instances by which people can sign in now. */
export async function listServices({ providers }: Parts): Promise<readonly ProviderInstance[]> {
  const all = await providers.list('authentication')
  return all.filter(({ state }) => state === 'active')
}

/** Throws `SIGN_IN_SERVICE_NOT_FOUND`, also for one that is disabled. */
export async function requireService(parts: Parts, id: string): Promise<ProviderInstance> {
  const found = (await listServices(parts)).find((each) => each.id === id)
  if (found !== undefined) return found
  throw new ProblemError(signInErrors.SIGN_IN_SERVICE_NOT_FOUND, {
    detail: 'GET /api/sign-in/services lists them.',
  })
}

/** The redirect URI of an instance. Each has its own, so that the answer of one service is not taken for that of another (RFC 9700, section 4.4.2). */
export function callbackOf({ publicUrl }: Pick<SignInParts, 'publicUrl'>, id: string): string {
  return new URL(`/api/sign-in/services/${id}/callback`, publicUrl).href
}
