import { measurementStream /* <account> */, type ProviderHttp /* </account> */ } from '@tributary/integration-kit'
// <account>
import { type MeasurementsRead, personClock, syncMeasurements } from '@tributary/integration-kit/daily'
import { checkItems } from '@tributary/integration-kit/values'
import { HeartRate, HeartRates } from './api-shapes.ts'
// </account>
// <files>
import { importFile } from './files.ts'
// </files>
import { FIELDS /* <account> */, heartRateRecord /* </account> */ } from './mapping.ts'

const heartRate = measurementStream({
  id: 'heart-rate',
  displayName: 'Heart rate',
  fields: FIELDS,
  // <oauth>
  scopes: ['read'],
  // </oauth>
  // <account>
  sync: (context) =>
    syncMeasurements(context, {
      // Where the person is; without a time zone, days begin as in UTC.
      clock: personClock({}, context.now()),
      read: (from, to) => readDay(context.http, from, to),
    }),
  // </account>
  // <files>
  importFile,
  // </files>
})

export const streams = [heartRate]
// <account>

/** Latest first, page by page. */
async function* readDay(http: ProviderHttp, from: number, to: number): AsyncGenerator<MeasurementsRead> {
  const query = { from: new Date(from).toISOString(), before: new Date(to).toISOString() }
  const pages = http.pages('/heart-rates', {
    schema: HeartRates,
    query,
    next: ({ body }) => body.next && { query: { ...query, before: body.next } },
  })
  for await (const { items: found, next } of pages) {
    const { items, rejected } = checkItems(HeartRate, found, 'A heart rate')
    const before = next === undefined ? from : Date.parse(next)
    yield { records: items.map(heartRateRecord), rejected, before }
  }
}
// </account>
