import { testAuthenticationProvider, testIntegration } from '@tributary/testkit'
import { oidc } from '../src/index.ts'
import { startIssuer } from './start-issuer.ts'

const redirectUri = 'http://127.0.0.1:3000/api/sign-in/callback'

testIntegration(oidc, {})

testAuthenticationProvider(oidc, {
  start: () => startIssuer(redirectUri),
  redirectUri,
  errors: [
    {
      name: 'an issuer without a discovery document',
      values: { issuer: 'http://127.0.0.1:9' },
      code: 'upstream',
    },
    {
      name: 'an issuer in a private network that is not permitted',
      values: { issuer: 'https://10.0.0.1' },
      code: 'bad_configuration',
    },
  ],
})
