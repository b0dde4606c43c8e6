import { type DescribedApi, operationsOf } from './document-parts.ts'
import type { ApiRule } from './rules.ts'

/**
 * Scopes are in `x-required-scopes` and in the description. In `security` they are for OAuth 2 and OpenID Connect, which define them;
 * OpenAPI 3.1 permits names of roles beside other schemes, which linters reject.
 */
export const SECURITY: ApiRule = {
  name: 'security',
  *check(api) {
    for (const { at, security, requiredScopes, description } of operationsOf(api)) {
      for (const [scheme, scopes] of security.flatMap((requirement) => Object.entries(requirement))) {
        const type = typeOf(api, scheme)
        if (type === undefined) yield `${at} needs "${scheme}", which is not in components.securitySchemes`
        if (scopes.length > 0 && type !== 'oauth2' && type !== 'openIdConnect')
          yield `${at} lists scopes of "${scheme}": list them in x-required-scopes`
      }
      const takesKeys = security.some((requirement) => 'bearer' in requirement)
      if (requiredScopes.length > 0 && !takesKeys) yield `${at} has scopes, and takes no API key`
      if (takesKeys && description?.includes('API key') !== true)
        yield `${at} does not say in its description that it takes an API key`
      for (const scope of requiredScopes)
        if (description?.includes(`\`${scope}\``) !== true)
          yield `${at} does not name the scope "${scope}" in its description`
    }
  },
}

function typeOf({ components }: DescribedApi, scheme: string): unknown {
  const found = components.securitySchemes?.[scheme]
  return typeof found === 'object' && found !== null && 'type' in found ? found.type : undefined
}
