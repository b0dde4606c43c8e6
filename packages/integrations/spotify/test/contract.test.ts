import { testIntegration } from '@tributary/testkit'
import { createSpotifySimulator } from '../simulator/index.ts'
import { spotify } from '../src/index.ts'
import { readFixture } from './read-fixture.ts'

testIntegration(spotify, {
  provider: async (client) => createSpotifySimulator({ clients: [client] }),
  files: [
    {
      name: 'an extended history',
      filename: 'Streaming_History_Audio_2024_0.json',
      content: await readFixture('Streaming_History_Audio_2024_0'),
      records: 3,
    },
    {
      name: 'a history of the last year',
      filename: 'StreamingHistory_music_0.json',
      content: await readFixture('StreamingHistory_music_0'),
      records: 1,
    },
    {
      name: 'a history with an entry that cannot be used',
      filename: 'endsong_0.json',
      content: `[{"ts":"2016-05-01T10:00:00Z","ms_played":1,"master_metadata_track_name":"A"},{"ts":1,"ms_played":1}]`,
      records: 1,
      rejected: 1,
    },
  ],
  badFiles: [
    {
      name: 'a file that is cut off',
      filename: 'endsong_0.json',
      content: (await readFixture('endsong_0')).slice(0, 200),
      message: /the file is cut off/,
      line: 2,
      column: 3,
    },
    {
      name: 'another file of the account',
      content: '{"playlists": []}',
      message: /begins with "\["/,
      line: 1,
      column: 1,
    },
  ],
})
