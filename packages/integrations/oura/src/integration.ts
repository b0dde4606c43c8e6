import {
  defineIntegration,
  field,
  type HttpAnswer,
  IntegrationError,
  oauth2,
} from '@tributary/integration-kit'
import { membersOf, textOf } from '@tributary/integration-kit/values'
import { Type } from 'typebox'
import { PersonalInfo } from './api-shapes.ts'
import { ICON } from './icon.ts'
import { ACTIONS } from './oura-table.ts'
import { streams } from './streams.ts'

export const oura = defineIntegration({
  name: 'oura',
  displayName: 'Oura',
  version: '1.0.0',
  description: 'Activity, sleep, readiness and workouts of an Oura ring, day by day.',
  homepage: 'https://cloud.ouraring.com/v2/docs',
  icon: ICON,
  author: 'The Tributary authors',
  tags: ['health', 'sleep', 'fitness'],
  auth: oauth2({
    authorizationUrl: 'https://cloud.ouraring.com/oauth/authorize',
    tokenUrl: 'https://api.ouraring.com/oauth/token',
    revocation: {
      url: 'https://api.ouraring.com/oauth/revoke',
      style: 'query',
      token: 'access_token',
      parameter: 'access_token',
    },
    extraScopes: ['personal'],
    grantedScopesIn: 'callback',
    pkce: false,
    clientAuthentication: 'body',
    // A refresh token can be used once.
    rotation: 'strict',
  }),
  config: Type.Object({
    clientId: field.text({
      label: 'Client ID',
      help: 'https://cloud.ouraring.com/oauth/applications',
      env: 'OURA_CLIENT_ID',
    }),
    clientSecret: field.secret({ label: 'Client secret', env: 'OURA_CLIENT_SECRET' }),
  }),
  setupInfo: ({ callbackUrl }) => [{ label: 'Redirect URI', value: callbackUrl, copyable: true }],
  api: {
    baseUrl: 'https://api.ouraring.com/v2/usercollection',
    rateLimits: [{ requests: 5000, perSeconds: 300, per: 'client' }],
    classify: classifyRefusal,
  },
  identify: async ({ http }) => ({ id: (await http.get('/personal_info', { schema: PersonalInfo })).id }),
  facts: {
    userCap: 10,
    notes: [
      'Oura provides data only with an active Oura membership.',
      'An app that Oura has not approved serves ten people.',
      'A ring is read out when its owner opens the Oura app: what is missing here comes after that.',
    ],
  },
  // Rings are synced late: seven days include that.
  schedule: { everyMinutes: 60, windowDays: 7, backfillDays: 365 },
  streams,
})

/** 403 means a missing scope, named in the detail (RFC 7807), or an expired membership. */
function classifyRefusal({ status, body }: HttpAnswer): IntegrationError | undefined {
  const isScope = /\bscopes?\b/i.test(textOf(membersOf(body)['detail']) ?? '')
  const action = isScope ? undefined : ACTIONS[status]
  return action === undefined ? undefined : new IntegrationError('action_required', action)
}
