import { testIntegration } from '@tributary/testkit'
import { createGoogleHealthSimulator, simulatedPerson, takeoutZip } from '../simulator/index.ts'
import { fitbit } from '../src/index.ts'
import { readTakeout } from './read-takeout.ts'

const person = simulatedPerson(7, { timeZone: 'Europe/Berlin', firstDate: '2026-01-01' })
const options = { timeZone: 'Europe/Berlin' }
const takeout = takeoutZip({ person, from: '2026-10-01', to: '2026-11-10' })
const old = takeoutZip({ person, from: '2026-06-01', to: '2026-09-10', folder: 'Fitbit', formats: ['json'] })
const recordsOf = async (content: Uint8Array) =>
  Object.keys((await readTakeout({ content, options })).values).length
const SLEEP =
  '[{"startTime":"2026-07-11T23:10:00.000","endTime":"2026-07-12T06:40:00.000","duration":27000000,"minutesAsleep":400,"mainSleep":true}]'

testIntegration(fitbit, {
  provider: (client) =>
    createGoogleHealthSimulator({
      clients: [client],
      accounts: ['ada', 'grace'].map((id) => ({ id, name: id })),
      // A measurement an hour is as good as one every five seconds.
      heartRateSeconds: 3600,
    }),
  files: [
    // Of 41 days 39 were worn: two are not in the files.
    { name: 'a Takeout of Google Health', content: takeout, options, records: await recordsOf(takeout) },
    { name: 'a Takeout of Fitbit', content: old, options, records: await recordsOf(old) },
    { name: 'a night', filename: 'sleep-2026-07-01.json', content: SLEEP, records: 3 },
  ],
  badFiles: [
    {
      name: 'a list that is cut off',
      filename: 'steps-2026-07-01.json',
      content: '[{"dateTime":"07/12/26 12:00:00","value":"3',
      message: /cut off/,
      line: 1,
    },
    {
      name: 'a file without data',
      filename: 'weight.csv',
      content: 'no data\n',
      message:
        /not a file of Fitbit or Google Health with daily values and sleep: it begins with "no data.*whole ZIP file/,
      line: 1,
      column: 1,
    },
    {
      name: 'the heart rate of a day',
      filename: 'heart_rate-2026-07-12.json',
      content: '[{"dateTime":"07/12/26 06:01:05","value":{"bpm":61,"confidence":2}}]',
      message: /steps-…, sleep-…/,
      line: 1,
      column: 1,
    },
  ],
})
