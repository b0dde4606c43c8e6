import { defineIntegration, field, fields, fileImport, oauth2 } from '@tributary/integration-kit'
import { timeZoneSetting } from '@tributary/integration-kit/dates'
import { recogniseEntries } from '@tributary/integration-kit/files'
import { Type } from 'typebox'
import { API_URL, classifyRefusal, fetchProfile } from './api.ts'
import { FACTS } from './facts-table.ts'
import { ICON } from './icon.ts'
import { SpotifyImportOptions } from './import-options.ts'
import { recentlyPlayed } from './recently-played.ts'
import { HISTORY, streamingHistory } from './streaming-history.ts'

export const spotify = defineIntegration({
  name: 'spotify',
  displayName: 'Spotify',
  version: '1.0.0',
  description:
    'Your listening history on Spotify: new plays from its API, older ones from the data files of Spotify.',
  homepage: 'https://www.spotify.com/account/privacy',
  icon: ICON,
  author: 'The Tributary authors',
  tags: ['music', 'podcasts', 'streaming'],
  auth: oauth2({
    authorizationUrl: 'https://accounts.spotify.com/authorize',
    tokenUrl: 'https://accounts.spotify.com/api/token',
    pkce: true,
    clientAuthentication: 'basic',
    // With a secret usually none is returned; if one is, it replaces the old one.
    rotation: 'none-returned',
  }),
  config: Type.Object({
    clientId: field.text({
      label: 'Client ID',
      description: 'Of your app in the Spotify dashboard.',
      help: 'https://developer.spotify.com/dashboard',
      env: 'SPOTIFY_CLIENT_ID',
    }),
    clientSecret: field.secret({
      label: 'Client secret',
      description: 'Shown in the settings of the app by "View client secret".',
      env: 'SPOTIFY_CLIENT_SECRET',
    }),
  }),
  connection: fields({
    timeZone: timeZoneSetting(
      'Where you listen, such as America/Los_Angeles: it decides the local date of what you heard. Default: UTC.',
    ),
  }),
  setupInfo: ({ callbackUrl }) => [
    { label: 'Redirect URI', value: callbackUrl, copyable: true },
    { label: 'APIs used', value: 'Web API' },
  ],
  api: { baseUrl: API_URL, classify: classifyRefusal },
  identify: async ({ http }) => fetchProfile(http),
  schedule: { everyMinutes: 30 },
  files: fileImport({
    accept: ['.zip', '.json'],
    maxBytes: 256 * 1024 * 1024,
    options: SpotifyImportOptions,
    recognise: (sample) => recogniseEntries(sample, HISTORY),
    howTo: [
      'Open https://www.spotify.com/account/privacy, signed in.',
      'Everything you ever played: tick "Extended streaming history" alone, request it and confirm by the e-mail you get. It takes up to 30 days.',
      'The last year only, without seconds: tick "Account data". It takes about 5 days.',
      'Download the ZIP file from the e-mail and upload it here as it is, or single JSON files out of it.',
    ],
  }),
  facts: FACTS,
  streams: [recentlyPlayed, streamingHistory],
})
