import { measureInChild } from '@tributary/testkit/memory'
import { expect, test } from 'vitest'
import { createS3Simulator } from '../simulator/index.ts'

/** Takes some seconds of a processor that has nothing else to do. */
const LIMIT = 300_000
const child = new URL('./children/move-long-object.ts', import.meta.url)

test('an object of 200 MB is written and read with less than 64 MB in memory', {
  timeout: LIMIT,
}, async () => {
  await using simulator = await createS3Simulator()
  const { url, accessKeyId, secretAccessKey } = simulator
  const megabytes = await measureInChild(child, [url, '200', accessKeyId, secretAccessKey], {
    milliseconds: LIMIT - 20_000,
  })
  expect(simulator.object('long')?.body).toHaveLength(200e6)
  expect(megabytes).toBeLessThan(64)
  // A part is in memory; less would mean that nothing was measured.
  expect(megabytes).toBeGreaterThan(8)
})
