import { defineIntegration, field, fields, oauth2 } from '@tributary/integration-kit'
import { fetchAccount } from './api.ts'
// <files>
import { files } from './files.ts'
// </files>
import { streams } from './streams.ts'

export const exampleService = defineIntegration({
  name: 'example-service',
  displayName: 'Example Service',
  version: '1.0.0',
  description: 'What Example Service keeps of you.',
  homepage: 'https://example-service.example',
  author: 'The Tributary authors',
  tags: [
    // <media>
    'media',
    // </media>
    // <daily>
    'health',
    // </daily>
    // <measurement>
    'health',
    // </measurement>
    // <event>
    'fitness',
    // </event>
  ],
  config: fields({
    clientId: field.text({ label: 'Client ID', env: 'EXAMPLE_SERVICE_CLIENT_ID' }),
    clientSecret: field.secret({ label: 'Client secret', env: 'EXAMPLE_SERVICE_CLIENT_SECRET' }),
  }),
  setupInfo: ({ callbackUrl }) => [{ label: 'Redirect URI', value: callbackUrl, copyable: true }],
  auth: oauth2({
    authorizationUrl: 'https://example-service.example/oauth/authorize',
    tokenUrl: 'https://example-service.example/oauth/token',
    pkce: true,
    clientAuthentication: 'basic',
    rotation: 'strict',
  }),
  api: {
    baseUrl: 'https://api.example-service.example/v1',
    rateLimits: [{ requests: 100, perSeconds: 60, per: 'account' }],
  },
  // Tells one account from another; the name is shown to the person.
  identify: fetchAccount,
  // <files>
  files,
  // </files>
  // The last days are read again each time, since a device may deliver late.
  schedule: { everyMinutes: 60, windowDays: 7, backfillDays: 365 },
  // What the server acts on and shows before a person connects: limits, the end of the service, what its terms forbid.
  facts: { notes: [] },
  streams,
})
