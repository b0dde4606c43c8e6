import { startTestServer, type TestServer, type TestUser, testRedirectUri } from '@tributary/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  createGoogleHealthSimulator,
  type GoogleHealthSimulator,
  takeoutFiles,
  takeoutZip,
  zipOf,
} from '../simulator/index.ts'
import { fitbit } from '../src/index.ts'
import { expectedOf } from './oracle.ts'
import { datesOf } from './read-stream.ts'

const STARTED = Date.now()
const TIME_ZONE = 'America/New_York'
const options = { timeZone: TIME_ZONE }
const dateBefore = (days: number) => new Date(STARTED - days * 86_400_000).toISOString().slice(0, 10)
/** The API delivers a year after connecting. The file was made some weeks after the first day of that year. */
const [FROM, TO] = [dateBefore(500), dateBefore(330)]
const FIELDS = [
  'steps',
  'distance',
  'calories',
  'restingHeartRate',
  'sleepLength',
  'bedTime',
  'weight',
] as const

let simulator: GoogleHealthSimulator
let server: TestServer
beforeAll(async () => {
  simulator = await createGoogleHealthSimulator({
    accounts: [{ id: 'ada', name: 'Ada', timeZone: TIME_ZONE, firstDate: FROM }],
    clients: [{ id: 'client', secret: 'secret', redirectUris: [testRedirectUri('fitbit')] }],
    requestsPerMinute: 100_000,
    now: () => STARTED,
  })
  server = await startTestServer({
    integrations: [fitbit],
    endpoints: simulator.endpoints,
    environment: { FITBIT_CLIENT_ID: 'client', FITBIT_CLIENT_SECRET: 'secret' },
  })
})
afterAll(async () => {
  await server.stop()
  await simulator.stop()
})

const takeout = () => takeoutZip({ person: simulator.tracker('ada').person, from: FROM, to: TO })

/** The shown values of all days to the day before yesterday, by `<field> <date>`. */
async function shownFor(user: TestUser): Promise<Readonly<Record<string, unknown>>> {
  const shown: Record<string, unknown> = {}
  for (const field of FIELDS) {
    const { status, body } = await user.get(
      `/api/metrics/values?metric=fitbit.${field}&from=${FROM}&to=${dateBefore(3)}`,
    )
    expect(status).toBe(200)
    for (const { from: date, value } of body.series[0].points as { from: string; value: unknown }[]) {
      if (value === null) continue
      expect(shown).not.toHaveProperty([`${field} ${date}`])
      shown[`${field} ${date}`] = value
    }
  }
  return shown
}

async function connect(user: TestUser): Promise<void> {
  await user.connect('fitbit', simulator, { account: 'ada' })
  await user.allJobsEnd()
}

test.each(['the file', 'the API'])(
  'years of a file and a year of the API are one history, each day once: %s first',
  async (first) => {
    const user = await server.createUser()
    if (first === 'the API') await connect(user)
    expect(await user.importFile('fitbit', { content: takeout(), options })).toMatchObject({
      status: 'succeeded',
      rejected: 0,
    })
    if (first === 'the file') await connect(user)
    const { person } = simulator.tracker('ada')
    const expected = expectedOf(person, datesOf({ startDate: FROM, endDate: dateBefore(3) }), [...FIELDS])
    expect(await shownFor(user)).toEqual(expected)
  },
)

test('a day that both have keeps both values, and the person’s order chooses', async () => {
  const user = await server.createUser()
  const date = dateBefore(340)
  const steps = `timestamp,steps,data source\n${date}T17:00:00Z,1,Sample Band\n`
  await user.importFile('fitbit', {
    content: zipOf({ [`Takeout/Google Health/steps_${date.slice(0, 7)}-01.csv`]: steps }),
    options: { ...options, partialDays: 'true' },
  })
  await connect(user)
  const explained = (await user.get(`/api/metrics/values/explain?metric=fitbit.steps&date=${date}`)).body
  expect(explained.candidates.map(({ value }: { value: number }) => value)).toHaveLength(2)
})

test('parts of a Takeout in any order are one history', async () => {
  const user = await server.createUser()
  const { person } = simulator.tracker('ada')
  const files = Object.entries(takeoutFiles({ person, from: FROM, to: TO }))
  const parts = [0, 1].map((part) =>
    zipOf(Object.fromEntries(files.filter(([name]) => Number(name.includes('GoogleData')) === part))),
  )
  for (const content of parts) await user.importFile('fitbit', { content, options })
  const shown = await shownFor(user)
  const expected = expectedOf(person, datesOf({ startDate: FROM, endDate: TO }), [...FIELDS])
  const isOfLastDay = (key: string) => key.endsWith(TO) && /^(steps|distance|calories)/.test(key)
  expect(shown).toEqual(Object.fromEntries(Object.entries(expected).filter(([key]) => !isOfLastDay(key))))
})
