import type { CurrentSession } from '@tributary/accounts'
import { createToken, hashToken, isToken, ProblemError, readReturnPath } from '@tributary/core'
import { type SignInParts, tablesOf } from '../parts.ts'
import { callbackOf, requireService } from '../services.ts'
import { signInErrors } from '../sign-in-errors.ts'
import { askService } from './ask-service.ts'
import { deleteExpiredFlows, insertFlow } from './flow-store.ts'
import { sealKept } from './seal-kept.ts'

/** How long a person may take at the pages of the service. */
export const FLOW_SECONDS = 600

export interface FlowToBegin {
  readonly instance: string
  readonly returnPath: string
  /** What the browser keeps of earlier flows. */
  readonly browserToken: string | undefined
  /** Of the person who links an identity; absent for a sign-in. */
  readonly session?: CurrentSession | undefined
}

export interface BegunFlow {
  readonly authorizationUrl: string
  readonly state: string
  readonly browserToken: string
}

/** Records who has begun in which browser, and returns where to send the browser. */
export async function beginFlow(parts: SignInParts, flow: FlowToBegin): Promise<BegunFlow> {
  const returnPath = readReturnPath(flow.returnPath)
  if (returnPath === undefined)
    throw new ProblemError(signInErrors.SIGN_IN_BAD_RETURN_PATH, {
      detail: 'Use a path that begins with one slash, like "/library".',
    })
  const { id } = await requireService(parts, flow.instance)
  const state = createToken()
  const { browserToken: given } = flow
  const browserToken = given !== undefined && isToken(given) ? given : createToken()
  const { url, kept } = await askService(parts, id, (service) =>
    service.begin({ redirectUri: callbackOf(parts, id), state }),
  )
  const db = tablesOf(parts)
  await deleteExpiredFlows(db, new Date(parts.now()))
  await insertFlow(db, {
    state_hash: hashToken(state),
    browser_hash: hashToken(browserToken),
    instance_id: id,
    kept: sealKept({ browserToken, state }, kept),
    return_path: returnPath,
    user_id: flow.session?.userId ?? null,
    session_id: flow.session?.id ?? null,
    expires_at: new Date(parts.now() + FLOW_SECONDS * 1000),
  })
  return { authorizationUrl: url, state, browserToken }
}
