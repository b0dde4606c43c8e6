import { testIntegration } from '@tributary/testkit'
import { jsonZip, textZip } from '../simulator/index.ts'
import { tiktok } from '../src/index.ts'
import { readFixture } from './read-fixture.ts'

const counts = { view: 12, like: 4, favorite: 2, search: 3 }

const CURRENT = readFixture('user_data_tiktok_current.json')

testIntegration(tiktok, {
  files: [
    {
      name: 'the JSON file of 2026',
      filename: 'user_data_tiktok.json',
      content: CURRENT,
      records: 5,
    },
    { name: 'the JSON file until 2024', content: readFixture('user_data_old.json'), records: 3 },
    {
      name: 'a ZIP file with JSON of more than one page',
      content: await jsonZip({ counts: { ...counts, view: 1200 }, titles: true }),
      records: 1209,
    },
    { name: 'a ZIP file with text', content: await textZip({ counts }), records: 21 },
    { name: 'a ZIP file with Dutch text', content: await textZip({ counts }, 'nl'), records: 21 },
    { name: 'a ZIP file with text of 2020', content: await textZip({ counts }, 'en-2020'), records: 21 },
    {
      name: 'a text file by its name',
      filename: 'Watch History (1).txt',
      content: readFixture('watch_history_en.txt'),
      records: 2,
    },
    {
      name: 'a text file in another language, whose contents are chosen',
      filename: 'Wiedergabeverlauf.txt',
      content: readFixture('kijkgeschiedenis_nl.txt'),
      options: { contents: 'like', timeZone: 'Europe/Berlin' },
      records: 2,
    },
    {
      name: 'an export with a view without a link',
      content: `{"Your Activity": {"Watch History": {"VideoList": [
        {"Date": "2026-10-01 10:00:00", "Link": "N/A"},
        {"Date": "2026-10-01 10:00:00", "Link": "https://www.tiktokv.com/share/video/7300000000000000000/"}]}}}`,
      records: 1,
      rejected: 1,
    },
  ],
  badFiles: [
    {
      name: 'a JSON file that is cut off in an entry',
      content: CURRENT.subarray(0, CURRENT.indexOf('2026-09-30')),
      message: /cut off/,
      line: 15,
      column: 9,
    },
    {
      name: 'a JSON file of another provider',
      content: '{\n "playlists": [], "total": 3}',
      message: /not an export of TikTok: it has playlists, total\. Upload user_data_tiktok\.json/,
      line: 1,
      column: 1,
    },
    {
      name: 'a list',
      content: '[{"Date": "2026-10-01 10:00:00"}]',
      message: /begins with "\{"/,
      line: 1,
      column: 1,
    },
    {
      name: 'a text file whose name does not tell its contents',
      filename: 'Wiedergabeverlauf.txt',
      content: readFixture('watch_history_en.txt'),
      message: /Choose the part/,
      line: 1,
      column: 1,
    },
    {
      name: 'a table',
      filename: 'Watch History.txt',
      content: 'Title,Date\n"Roma","10/31/26"\n',
      message: /lines like "Date: .*" of an export of TikTok were expected, not "Title,Date/,
      line: 1,
      column: 1,
    },
  ],
})
