import { credentials, defineIntegration, field, fields } from '@tributary/integration-kit'
import { timeZoneSetting } from '@tributary/integration-kit/dates'
import { Type } from 'typebox'
import { classifyAnswer, fetchTopTags, fetchUserName } from './api.ts'
import { tagEnricher } from './enricher.ts'
import { FACTS, HOW_TO } from './facts-table.ts'
import { ICON } from './icon.ts'
import { scrobbles } from './streams.ts'

export const lastFm = defineIntegration({
  name: 'lastfm',
  displayName: 'Last.fm',
  version: '1.0.0',
  description: 'What you have scrobbled to Last.fm, and tags for the tracks of your library.',
  homepage: 'https://www.last.fm',
  author: 'The Tributary authors',
  tags: ['music', 'enrichment'],
  icon: ICON,
  auth: credentials({
    fields: Type.Object({ username: field.text({ label: 'Last.fm user name', pattern: '^ *[!-~]+ *$' }) }),
    howTo: HOW_TO,
    authorize: ({ credentials: { username } }) => ({ query: { user: username } }),
  }),
  config: fields({
    apiKey: field.secret({
      label: 'API key',
      help: 'https://www.last.fm/api/account/create',
      env: 'LASTFM_API_KEY',
    }),
  }),
  connection: fields({
    timeZone: timeZoneSetting('Where you listen: it decides the local date of a scrobble. Default: UTC.'),
  }),
  api: {
    baseUrl: 'https://ws.audioscrobbler.com/2.0/',
    headers: { 'user-agent': 'Tributary/1.0 (self-hosted archive)' },
    query: ({ config }) => ({ api_key: config.apiKey, format: 'json' }),
    // Five a second of an address, averaged over five minutes; half, since the server's other programs may ask too.
    rateLimits: [{ requests: 750, perSeconds: 300, per: 'client' }],
    classify: classifyAnswer,
  },
  async identify({ http }) {
    const name = await fetchUserName(http)
    return { id: name.toLowerCase(), name }
  },
  async testConfig({ http, step }) {
    await step('Read the tags of an artist', () => fetchTopTags(http, { artist: 'Radiohead' }))
  },
  // The whole history: it ends with the first empty page.
  schedule: { everyMinutes: 60, windowDays: 7, backfillDays: 36_525 },
  facts: FACTS,
  provides: { enricher: tagEnricher },
  streams: [scrobbles],
})
