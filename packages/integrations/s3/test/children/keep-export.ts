// `keep-export.ts <address> <values>`: a server that keeps an export of so many daily values in a bucket; prints what that retains, in megabytes.

import { setTimeout as delay } from 'node:timers/promises'
import { retainedDuring } from '@tributary/testkit/memory'
import { startWithBucket } from '../exports-in-bucket.ts'

const [, , address = '', values = '', accessKeyId = '', secretAccessKey = ''] = process.argv
const LOOK_MILLISECONDS = 1_000

const access = { address, region: 'eu-central-1', bucket: 'tributary-test', accessKeyId, secretAccessKey }
const { server, ada, storage } = await startWithBucket(access, Number(values))
try {
  const retained = await retainedDuring(async (look) => {
    const { body } = await ada.post('/api/exports', { contents: 'metrics', format: 'jsonl', storage })
    for (;;) {
      await delay(LOOK_MILLISECONDS)
      look()
      const shown = (await ada.get(`/api/exports/${body.id}`)).body
      if (shown.status === 'succeeded') break
      if (shown.error !== null) throw new Error(shown.error)
    }
  })
  process.stdout.write(String(retained))
} finally {
  await server.stop()
}
