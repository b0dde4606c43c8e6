import { expect, test } from 'vitest'
import demo from '../simulator/demo.ts'
import { searches, watches } from './import-file.ts'

async function demoFile(): Promise<Uint8Array> {
  const [file] = (await demo.createFiles?.()) ?? []
  const parts: Uint8Array[] = []
  for await (const part of file?.content ?? []) parts.push(part)
  return Buffer.concat(parts)
}

test('the demo account has watched for months, and importing it again on one day gives nothing new', async () => {
  const [content, again] = [await demoFile(), await demoFile()]
  const records = await watches(content)
  expect(records.length).toBe(1400)
  expect(await searches(content)).toHaveLength(200)
  const days = new Set(records.map(({ occurredOn }) => occurredOn))
  expect(days.size).toBeGreaterThan(50)
  expect((await watches(again)).map(({ externalId }) => externalId)).toEqual(
    records.map(({ externalId }) => externalId),
  )
})
