import { testIntegration } from '@tributary/testkit'
import { takeoutZip } from '../simulator/index.ts'
import { googleFit } from '../src/index.ts'

const DAY = 'Start time,End time,Calories (kcal),Step count\n23:45:00.000+02:00,00:00:00.000+02:00,22.5,310\n'
const SESSION =
  '{"fitnessActivity":"walking","startTime":"2026-07-12T06:00:00Z","endTime":"2026-07-12T06:15:00Z","duration":"900s"}'

testIntegration(googleFit, {
  files: [
    // 3 days of 8 values, 4 walks, 4 nights, 4 heart rates, 4 weights, and steps of 96 + 50 quarters of an hour.
    { name: 'a Takeout', content: takeoutZip({ days: 4, dayTables: 2 }), records: 24 + 16 + 146 },
    {
      name: 'a long Takeout in German',
      content: takeoutZip({ days: 400, dayTables: 0, language: 'de' }),
      records: 399 * 8 + 1600,
    },
    { name: 'the table of a day', filename: '2026-07-12.csv', content: DAY, records: 3 },
    { name: 'a session', content: SESSION, records: 1 },
  ],
  badFiles: [
    {
      name: 'a session that is cut off',
      filename: 'session.json',
      content: SESSION.slice(0, -20),
      message: /cut off/,
      line: 1,
      column: 75,
    },
    {
      name: 'another table',
      content: 'Title,Date\n"Roma","10/31/26"\n',
      message: /not a file of Google Fit .* it begins with "Title,Date/,
      line: 1,
      column: 1,
    },
    {
      name: 'a stream of one device',
      content: '{"Data Source":"raw:com.google.weight:com.example:scale","Data Points":[]}',
      message: /merged streams/,
      line: 1,
      column: 1,
    },
  ],
})
