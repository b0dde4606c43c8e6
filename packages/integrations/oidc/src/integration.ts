import { defineIntegration } from '@tributary/integration-kit'
import { authenticationProvider } from '@tributary/integration-kit/providers'
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
      test: async ({ step, ...context }) => {
        await step('Read the discovery document of the issuer', issuerReader(context))
      },
      health: async ({ step, ...context }) => {
        await step('Read the discovery document of the issuer', issuerReader(context))
      },
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
