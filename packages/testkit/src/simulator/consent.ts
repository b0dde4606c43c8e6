import { escapeHtml, html } from './exchange.ts'
import type { SimulatorAccount } from './provider-profile.ts'
import type { SimulatorReply } from './simulator-route.ts'

/** What the person on the consent page answers. */
export interface ConsentDecision {
  readonly decision: 'allow' | 'deny'
  /** The account they are signed in with. Default: the first. */
  readonly account?: string
  /** What they leave ticked. Default: all that is asked for. */
  readonly scopes?: readonly string[]
}

/**
 * How consent comes about. `ask`: by the page, or by the parameters `_decision`, `_account` and `_scopes` (separated
 * by spaces) added to the authorization request. Otherwise everybody answers so, without a page.
 */
export type ConsentMode = 'ask' | ConsentDecision

/** The names of the parameters by which a decision comes with the request. */
const DECISION = '_decision'
const ACCOUNT = '_account'
const SCOPES = '_scopes'

/** The decision that comes with a request, by the form or by a test. */
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
  // An empty list has to be told apart from none.
  if (scopes !== undefined) decided.searchParams.set(SCOPES, scopes.join(' '))
  return decided
}

/** The page that asks the person: who they are, what they allow, yes or no. */
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
