import { testStorageProvider } from '@tributary/testkit'
import { describe } from 'vitest'
import { s3 } from '../src/index.ts'

const {
  S3_TEST_ADDRESS: address = '',
  S3_TEST_REGION: region = 'us-east-1',
  S3_TEST_BUCKET: bucket = '',
  S3_TEST_ACCESS_KEY_ID: accessKeyId = '',
  S3_TEST_SECRET_ACCESS_KEY: secretAccessKey = '',
  S3_TEST_ADDRESSING: addressing = 'path',
} = process.env

/** With a bucket of a real service, in the folder `tributary-contract`. */
describe.skipIf(address === '')('a real service', () => {
  testStorageProvider(s3, {
    start: async () => ({
      values: {
        address,
        region,
        bucket,
        accessKeyId,
        secretAccessKey,
        addressing,
        prefix: 'tributary-contract',
      },
      allow: URL.parse(address)?.hostname ?? '',
      hang: () => {},
      stop: async () => {},
    }),
    errors: [],
    isSimulated: false,
    longBytes: 17 * 1024 * 1024 + 5,
  })
})
