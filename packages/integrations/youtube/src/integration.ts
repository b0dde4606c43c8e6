import { defineIntegration, fields, fileImport } from '@tributary/integration-kit'
import { timeZoneSetting } from '@tributary/integration-kit/dates'
import { recogniseEntries } from '@tributary/integration-kit/files'
import { googleConfig, googleOAuth, googleSetup } from '@tributary/integration-kit/google'
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
  auth: googleOAuth(),
  config: fields(googleConfig('YOUTUBE')),
  connection: fields({
    timeZone: timeZoneSetting(
      'Where you watch, such as Europe/Berlin: it decides local dates. Default: UTC.',
    ),
  }),
  setupInfo: googleSetup('YouTube Data API v3 (youtube.googleapis.com)'),
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
