import type { CurrentSession } from '@tributary/accounts'
import { hashToken, isToken, ProblemError } from '@tributary/core'
import { checkIdentity } from '../identity/check-identity.ts'
import { linkIdentity } from '../identity/link-identity.ts'
import { resolveUser } from '../identity/resolve-user.ts'
import { type SignInParts, tablesOf } from '../parts.ts'
import { callbackOf } from '../services.ts'
import { signInErrors } from '../sign-in-errors.ts'
import { askService } from './ask-service.ts'
import { consumeFlow } from './flow-store.ts'
import { openKept } from './seal-kept.ts'

export interface FlowReturn {
  readonly instance: string
  /** As it was sent. */
  readonly query: string
  readonly browserToken: string | undefined
  /** Of the request. */
  readonly session: CurrentSession | undefined
}

/** `signIn`: who is to be signed in; absent after an identity was linked. */
export interface CompletedFlow {
  readonly returnPath: string
  readonly signIn?: { readonly userId: string }
}

/** Completes a flow. It is consumed before the service is asked, so that an answer works only once. */
export async function completeFlow(parts: SignInParts, request: FlowReturn): Promise<CompletedFlow> {
  const { instance, browserToken, session } = request
  const query = singleParameters(request.query)
  const { state = '' } = query
  if (browserToken === undefined || !isToken(browserToken) || !isToken(state)) throw refused()
  const flow = await consumeFlow(tablesOf(parts), {
    state_hash: hashToken(state),
    browser_hash: hashToken(browserToken),
    instance_id: instance,
    session,
    now: new Date(parts.now()),
  })
  if (flow === undefined) throw refused()
  const { identity, createsAccounts } = await askService(parts, instance, async (service) => ({
    identity: checkIdentity(
      await service.complete({
        redirectUri: callbackOf(parts, instance),
        state,
        query,
        kept: openKept({ browserToken, state }, flow.kept),
      }),
    ),
    createsAccounts: service.createsAccounts === true,
  }))
  const { return_path: returnPath, user_id: userId } = flow
  if (userId !== null) {
    await linkIdentity(parts, { userId, instance, identity })
    return { returnPath }
  }
  return { returnPath, signIn: { userId: await resolveUser(parts, { instance, identity, createsAccounts }) } }
}

/** Parameters must not be repeated (RFC 6749, section 3.1). */
function singleParameters(query: string): Readonly<Record<string, string>> {
  const parameters = new URLSearchParams(query)
  const names = [...parameters.keys()]
  if (new Set(names).size !== names.length) throw refused()
  return Object.fromEntries(parameters)
}

function refused(): ProblemError {
  return new ProblemError(signInErrors.SIGN_IN_FLOW_REFUSED, {
    detail:
      'It was started in another browser or session, has already been used, or is older than ten minutes. Start again in this browser.',
  })
}
