import type { ResolvedAccess } from '../route-access.ts'

/**
 * The member of an operation that lists the scopes of which an API key needs one. Beside a scheme like `http`, OpenAPI 3.1 permits names
 * of roles in `security`, but all of them would be needed, and linters reject them as undefined scopes.
 */
const REQUIRED_SCOPES = 'x-required-scopes'

/**
 * Who may call an operation: for programs, and as the last sentence of its description. Any one entry of `security` is sufficient. A
 * missing description stays missing, so that the rules of the API notice it.
 */
export function documentAccess(access: ResolvedAccess, description: unknown): Record<string, unknown> {
  if (access.access === 'public') return { security: [] }
  const { scopes, sessionOnly } = access
  return {
    security: sessionOnly ? [{ session: [] }] : [{ session: [] }, { bearer: [] }],
    ...(scopes.length === 0 ? {} : { [REQUIRED_SCOPES]: [...scopes] }),
    ...(typeof description === 'string' ? { description: `${description} ${describeAccess(access)}` } : {}),
  }
}

function describeAccess({ access, scopes, sessionOnly }: ResolvedAccess): string {
  const who = access === 'admin' ? 'Only for administrators. ' : ''
  if (sessionOnly) return `${who}Needs a session; API keys are refused.`
  const listed = scopes.map((scope) => `\`${scope}\``).join(' or ')
  return `${who}Needs a session or an API key${scopes.length === 0 ? '' : ` with the scope ${listed}`}.`
}
