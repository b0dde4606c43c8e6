import { expect, test } from 'vitest'
import { timeZones } from '../src/i18n/time-zones.ts'

test.each(['UTC', 'Europe/Kyiv', 'Europe/Berlin', 'Asia/Kolkata', 'America/Nuuk'])(
  'the zone %s can be chosen, although not all browsers list it',
  (name) => expect(timeZones()).toContain(name),
)

test('a browser that lists former names offers these too, each zone once', () => {
  const zones = timeZones()
  for (const name of Intl.supportedValuesOf('timeZone')) expect(zones).toContain(name)
  expect(new Set(zones).size).toBe(zones.length)
})
