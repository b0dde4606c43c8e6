import { escapeHtml, html } from './exchange.ts'
import type { SimulatorAccount } from './provider-profile.ts'
import type { SimulatorReply } from './simulator-route.ts'

/** The person's decision on the consent page. */
export interface ConsentDecision {
  readonly decision: 'allow' | 'deny'
  /** The account they are signed in with. Default: the first. */
  readonly account?: string
  /** The ticked scopes. Default: all requested ones. */
  readonly scopes?: readonly string[]
}

/**
 * How consent is decided. `ask`: by the page, or by the parameters `_decision`, `_account` and `_scopes` (separated
 * by spaces) added to the authorization request. Otherwise all people decide this way, without a page.
 */
export type ConsentMode = 'ask' | ConsentDecision

/** The names of the request parameters of a decision. */
const DECISION = '_decision'
const ACCOUNT = '_account'
const SCOPES = '_scopes'

/** The decision in a request, from the form or from a test. */
export function decisionOf(parameters: URLSearchParams): ConsentDecision | undefined {
  const decision = parameters.get(DECISION)
  if (decision !== 'allow' && decision !== 'deny') return undefined
  const account = parameters.get(ACCOUNT)
  const scopes = parameters.getAll(SCOPES)
  return {
    decision,
    ...(account === null ? {} : { account }),
    ...(scopes.length === 0 ? {} : { scopes: scopes.flatMap((each) => each.split(' ')).filter(Boolean) }),
  }
}

/** Adds a decision to an authorization request. */
export function withDecision(url: URL, { decision, account, scopes }: ConsentDecision): URL {
  const decided = new URL(url)
  decided.searchParams.set(DECISION, decision)
  if (account !== undefined) decided.searchParams.set(ACCOUNT, account)
  // An empty list differs from a missing one.
  if (scopes !== undefined) decided.searchParams.set(SCOPES, scopes.join(' '))
  return decided
}

/** The consent page: account, scopes, yes or no. */
export function consentPage(ask: {
  readonly provider: string
  readonly parameters: URLSearchParams
  readonly scopes: readonly string[]
  readonly accounts: readonly SimulatorAccount[]
}): SimulatorReply {
  const kept = [...ask.parameters].map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  )
  const accounts = ask.accounts.map(
    ({ id, name }, index) =>
      `<label><input type="radio" name="${ACCOUNT}" value="${escapeHtml(id)}"${index === 0 ? ' checked' : ''}> ${escapeHtml(name)}</label><br>`,
  )
  const scopes = ask.scopes.map(
    (scope) =>
      `<label><input type="checkbox" name="${SCOPES}" value="${escapeHtml(scope)}" checked> ${escapeHtml(scope)}</label><br>`,
  )
  return html(
    200,
    `${ask.provider} (simulated)`,
    `<p>An application asks for access to your account. Nothing here is real.</p><form method="get">${kept.join('')}
<fieldset><legend>Signed in as</legend>${accounts.join('')}</fieldset>
<fieldset><legend>It may</legend><input type="hidden" name="${SCOPES}" value="">${scopes.join('')}</fieldset>
<button name="${DECISION}" value="allow">Allow</button><button name="${DECISION}" value="deny">Deny</button></form>`,
  )
}
