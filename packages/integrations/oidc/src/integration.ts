import { defineIntegration } from '@tributary/integration-kit'
import { authenticationProvider, type TestContext } from '@tributary/integration-kit/providers'
import { form } from './form.ts'
import { icon } from './icon.ts'
import { issuerReader } from './issuer.ts'
import { beginSignIn, completeSignIn } from './sign-in.ts'

export const oidc = defineIntegration({
  name: 'oidc',
  displayName: 'OpenID Connect',
  version: '1.0.0',
  description:
    'Sign-in through an issuer of OpenID Connect: Keycloak, Authentik, Authelia, Entra ID, Google and others.',
  homepage: 'https://openid.net/connect/',
  author: 'The Tributary authors',
  tags: ['sign-in', 'security'],
  icon,
  provides: {
    authentication: authenticationProvider({
      instance: form,
      test: readDiscovery,
      health: readDiscovery,
      open: (context) => {
        const { config } = context
        const readIssuer = issuerReader(context)
        return {
          createsAccounts: config.createsAccounts,
          begin: async (request) => beginSignIn(await readIssuer(), request, config),
          complete: async (returned) => completeSignIn(await readIssuer(), returned),
        }
      },
    }),
  },
})

async function readDiscovery({ step, ...context }: TestContext<typeof form>): Promise<void> {
  await step('Read the discovery document of the issuer', issuerReader(context))
}
