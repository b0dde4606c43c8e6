import { defineIntegration, field, fields, fileImport, oauth2 } from '@tributary/integration-kit'
import { timeZoneSetting } from '@tributary/integration-kit/dates'
import { recogniseEntries } from '@tributary/integration-kit/files'
import { likedVideos, playlists, subscriptions } from './account-streams.ts'
import { classifyRefusal, fetchChannel } from './api.ts'
import { facts, howTo } from './facts-table.ts'
import { ICON } from './icon.ts'
import { QUOTA_ZONE } from './refusals-table.ts'
import { searchHistory, watchHistory } from './streams.ts'
import { HISTORY, YouTubeImportOptions } from './takeout.ts'

export const youtube = defineIntegration({
  name: 'youtube',
  displayName: 'YouTube',
  version: '1.0.0',
  description:
    'What you watched and searched for on YouTube and YouTube Music, from Google Takeout; your likes, subscriptions and playlists, from its API.',
  homepage: 'https://takeout.google.com',
  author: 'The Tributary authors',
  tags: ['video', 'music', 'streaming'],
  icon: ICON,
  auth: oauth2({
    authorizationUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
    tokenUrl: 'https://oauth2.googleapis.com/token',
    revocation: { url: 'https://oauth2.googleapis.com/revoke', style: 'query' },
    issuer: 'https://accounts.google.com',
    pkce: true,
    clientAuthentication: 'body',
    rotation: 'none-returned',
    authorizationParameters: {
      // Only both together return a refresh token each time, also if the person has consented before.
      access_type: 'offline',
      prompt: 'consent',
      include_granted_scopes: 'true',
    },
  }),
  config: fields({
    clientId: field.text({
      label: 'Client ID',
      help: 'Of an OAuth client of the type "Web application" in the Google Cloud console.',
      placeholder: '123456789-abc.apps.googleusercontent.com',
      env: 'YOUTUBE_CLIENT_ID',
    }),
    clientSecret: field.secret({ label: 'Client secret', env: 'YOUTUBE_CLIENT_SECRET' }),
  }),
  connection: fields({
    timeZone: timeZoneSetting(
      'Where you watch, such as Europe/Berlin: it decides local dates. Default: UTC.',
    ),
  }),
  setupInfo: ({ callbackUrl }) => [
    { label: 'Authorized redirect URI', value: callbackUrl, copyable: true },
    { label: 'API to enable', value: 'YouTube Data API v3 (youtube.googleapis.com)' },
    { label: 'Publishing status', value: 'In production: in "Testing", connections end after 7 days' },
  ],
  api: {
    baseUrl: 'https://www.googleapis.com/youtube/v3',
    rateLimits: [{ requests: 10_000, perDayIn: QUOTA_ZONE, counts: 'cost', per: 'client' }],
    classify: classifyRefusal,
  },
  identify: fetchChannel,
  // Each sync reads the whole lists, some hundred units of the 10,000 of a day.
  schedule: { everyMinutes: 360 },
  files: fileImport({
    accept: ['.zip', '.json', '.html'],
    maxBytes: 512 * 1024 * 1024,
    options: YouTubeImportOptions,
    recognise: (sample) => recogniseEntries(sample, HISTORY),
    howTo,
  }),
  facts,
  streams: [watchHistory, searchHistory, likedVideos, subscriptions, playlists],
})
