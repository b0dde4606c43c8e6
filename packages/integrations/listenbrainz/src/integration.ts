import { apiKey, defineIntegration, field, fields } from '@tributary/integration-kit'
import { timeZoneSetting } from '@tributary/integration-kit/dates'
import { classifyAnswer, fetchListens, fetchUserName } from './api.ts'
import { ICON } from './icon.ts'
import { listens } from './streams.ts'

export const listenBrainz = defineIntegration({
  name: 'listenbrainz',
  displayName: 'ListenBrainz',
  version: '1.0.0',
  description: 'What you have listened to, by ListenBrainz or a server of your own.',
  homepage: 'https://listenbrainz.org',
  icon: ICON,
  author: 'The Tributary authors',
  tags: ['music', 'open-source'],
  auth: apiKey({
    header: 'authorization',
    scheme: 'Token',
    howTo: ['Open https://listenbrainz.org/settings/ or that of your server.', 'Copy the user token.'],
  }),
  connection: fields({
    baseUrl: field.url({
      label: 'Address of the API',
      description: 'Of your own ListenBrainz server, without /1. Keep the default for listenbrainz.org.',
      default: 'https://api.listenbrainz.org',
    }),
    timeZone: timeZoneSetting('Where you listen: it decides the local date of a listen. Default: UTC.'),
  }),
  api: {
    baseUrl: ({ connection }) => `${connection.baseUrl.replace(/(\/1)?\/*$/, '')}/1`,
    // Shared with the user's other programs. After a refusal, X-RateLimit-Reset-In contains the time to wait.
    rateLimits: [{ requests: 30, perSeconds: 10, per: 'account' }],
    limitHeaders: (headers) => [{ remaining: Number(headers.get('x-ratelimit-remaining') ?? Number.NaN) }],
    classify: classifyAnswer,
  },
  async identify({ http }) {
    const name = await fetchUserName({ http })
    // Fails at a server that only receives listens (Maloja, Koito).
    await fetchListens(http, name)
    return { id: name, name }
  },
  // Listens can be read without a token: this detects a revoked one, and a new user name.
  prepare: fetchUserName,
  // The whole history: it ends with the first empty page.
  schedule: { everyMinutes: 60, windowDays: 7, backfillDays: 36_525 },
  facts: {
    notes: ['A sync reads the last 7 days. After an import of older listens there, sync their dates.'],
  },
  streams: [listens],
})
