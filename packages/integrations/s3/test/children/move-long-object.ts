// `move-long-object.ts <address> <megabytes>`: writes an object and reads it, and prints what that keeps in memory, in megabytes.

import { retainedDuring } from '@tributary/testkit/memory'
import { createS3Client } from '../../src/s3-client.ts'
import { openS3Storage } from '../../src/s3-storage.ts'

const [, , address = '', megabytes = '', accessKeyId = '', secretAccessKey = ''] = process.argv
const PIECE_BYTES = 100_000
const PIECES_PER_LOOK = 20

const storage = openS3Storage(
  createS3Client({
    address,
    region: 'eu-central-1',
    bucket: 'tributary-test',
    addressing: 'path',
    accessKeyId,
    secretAccessKey,
    fetch: (url, init) => fetch(url, init),
    now: Date.now,
    wait: async () => {},
  }),
  undefined,
)

const retained = await retainedDuring(async (look) => {
  let pieces = 0
  const lookSometimes = () => {
    pieces += 1
    if (pieces % PIECES_PER_LOOK === 0) look()
  }
  const contents = function* () {
    for (let sent = 0; sent < Number(megabytes) * 1e6; sent += PIECE_BYTES) {
      lookSometimes()
      yield new Uint8Array(PIECE_BYTES).fill(pieces % 251)
    }
  }
  await storage.write('long', ReadableStream.from(contents()))
  let read = 0
  for await (const piece of (await storage.read('long')) ?? []) {
    read += piece.length
    lookSometimes()
  }
  if (read !== Number(megabytes) * 1e6) throw new Error(`${read} bytes were read`)
})
process.stdout.write(String(retained))
