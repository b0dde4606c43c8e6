import type { AuthStrategy } from '../auth-strategy.ts'

const refuse = () => {
  throw new Error('an integration without accounts has no credentials')
}

/** No account is connected, so there are no credentials. */
export const noneStrategy: AuthStrategy = {
  hasCallback: false,
  scopesToRequest: () => [],
  authorization: () => ({ headers: {} }),
  expiresAt: () => undefined,
  canRenew: () => false,
  renew: refuse,
  rejection: 'The provider requires credentials.',
  canRevoke: false,
  mustRenewToRevoke: () => false,
  revoke: refuse,
}
