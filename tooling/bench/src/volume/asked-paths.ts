import { askServer, type Caller } from '../server/follow-job.ts'
import { FIRST_DAY, LAST_DAY } from './fill.ts'

/** The largest page of a list. */
const MOST = 200

/** What people ask for, by a name to print: the path of a request for each person. */
export async function askedPaths(
  caller: Caller,
  itemsEach: number,
): Promise<readonly (readonly [name: string, path: string])[]> {
  const items = '/api/library/items'
  const measurements = '/api/metrics/measurements?metric=fitbit.heartRate'
  const tenYears = `from=${FIRST_DAY}&to=${LAST_DAY}`
  return [
    ['items, first page', `${items}?limit=50`],
    ['items, page in the middle', `${items}?limit=50${await cursorInTheMiddle(caller, itemsEach)}`],
    ['items, films of a year', `${items}?limit=50&type=movie&from=2021-01-01&to=2021-12-31`],
    ['items, part of a title', `${items}?limit=50&text=c4ca4`],
    ['summary', '/api/library/summary'],
    ['statistics of ten years', `/api/library/statistics?${tenYears}`],
    ['daily metric, ten years', `/api/metrics/values?metric=fitbit.steps&${tenYears}`],
    ['metrics', '/api/metrics/catalogue'],
    ['measurements, newest', `${measurements}&limit=${MOST}`],
    [
      'measurements, a month',
      `${measurements}&limit=${MOST}&fromTime=2020-05-01T00:00:00Z&toTime=2020-06-01T00:00:00Z`,
    ],
    ['measurements, ten years', `${measurements}&limit=${MOST}&order=asc`],
    ['changes, first page', '/api/changes?limit=100'],
  ]
}

async function cursorInTheMiddle(caller: Caller, itemsEach: number): Promise<string> {
  let cursor = ''
  for (let passed = 0; passed < itemsEach / 2; passed += MOST / 2) {
    const page = await askServer<{ nextCursor: string | null }>(
      caller,
      `/api/library/items?limit=${MOST / 2}${cursor}`,
    )
    if (page.nextCursor === null) break
    cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`
  }
  return cursor
}
