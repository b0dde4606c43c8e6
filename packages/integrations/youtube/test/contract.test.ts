import { testIntegration } from '@tributary/testkit'
import { createYouTubeSimulator, generateHistory, generateTakeout } from '../simulator/index.ts'
import { youtube } from '../src/index.ts'
import { htmlOf, watchedAt } from './import-file.ts'
import { readFixture } from './read-fixture.ts'

testIntegration(youtube, {
  provider: (client) => createYouTubeSimulator({ clients: [client] }),
  files: [
    { name: 'JSON', filename: 'a.json', content: await readFixture('watch-history.json'), records: 4 },
    {
      name: 'HTML in German',
      filename: 'a.html',
      content: await readFixture('Wiedergabeverlauf.html'),
      records: 1,
    },
    {
      name: 'HTML with a row whose time cannot be read',
      filename: 'a.html',
      content: htmlOf(watchedAt('yesterday'), watchedAt('14 Jun 2026, 08:05:06 CEST')),
      records: 1,
      rejected: 1,
    },
    {
      name: 'HTML with an open order of day and month',
      filename: 'a.html',
      content: htmlOf(watchedAt('07/06/2026, 08:05:06 CEST')),
      options: { dateOrder: 'mdy' },
      records: 1,
    },
    {
      name: 'a ZIP file in Japanese',
      filename: 'takeout.zip',
      content: generateTakeout({ rows: 50, locale: 'ja', format: 'html' }),
      // Of ten rows, one is an ad and one a post.
      records: 40,
    },
  ],
  badFiles: [
    {
      name: 'a JSON file that is cut off',
      filename: 'a.json',
      content: [...generateHistory('all', { rows: 20, locale: 'en-US', format: 'json' })]
        .join('')
        .slice(0, -40),
      message: /the file is cut off/,
      line: 20,
      column: 1,
    },
    {
      name: 'an HTML file that is cut off',
      filename: 'a.html',
      content: htmlOf(watchedAt('14 Jun 2026, 08:05:06 CEST')).slice(0, -60),
      message: /the file is cut off/,
      line: 1,
      column: 1,
    },
  ],
})
