import { testIntegration, testStorageProvider } from '@tributary/testkit'
import { createS3Simulator, type S3Fault } from '../simulator/index.ts'
import { s3 } from '../src/index.ts'

async function start() {
  const simulator = await createS3Simulator({ pageSize: 4, equalParts: true })
  const { url: address, region, bucket, accessKeyId, secretAccessKey } = simulator
  return {
    simulator,
    values: { address, region, bucket, accessKeyId, secretAccessKey, prefix: 'of tributary/+a' },
    allow: '127.0.0.1',
    hang: () => simulator.hang(),
    stop: () => simulator.stop(),
  }
}

const failing = (status: number, code: string | undefined, more: Partial<S3Fault> = {}) => ({
  arrange: ({ simulator }: Awaited<ReturnType<typeof start>>) =>
    simulator.inject({ status, ...(code === undefined ? {} : { code }), times: 10, ...more }),
})

testIntegration(s3, {})

testStorageProvider(s3, {
  start,
  // More than two parts.
  longBytes: 17 * 1024 * 1024 + 5,
  errors: [
    { name: 'a wrong key id', values: { accessKeyId: 'AKIAWRONG' }, code: 'auth_expired' },
    { name: 'a wrong secret', values: { secretAccessKey: 'wrong secret' }, code: 'auth_expired' },
    {
      name: 'a wrong region',
      values: { region: 'us-west-1' },
      code: 'bad_configuration',
      message: /eu-central-1/,
    },
    {
      name: 'a bucket of another region',
      values: { bucket: 'elsewhere' },
      code: 'bad_configuration',
      message: /Region: eu-west-3.*s3\.eu-west-3\.amazonaws\.com/,
    },
    { name: 'a missing bucket', values: { bucket: 'missing' }, code: 'bad_configuration' },
    { name: 'a bucket of others', values: { bucket: 'denied' }, code: 'permission_denied' },
    {
      name: 'a clock that is wrong',
      ...failing(403, 'RequestTimeTooSkewed'),
      code: 'bad_configuration',
      message: /clock/,
    },
    { name: 'an expired token', ...failing(400, 'ExpiredToken'), code: 'auth_expired' },
    { name: 'a full disk', ...failing(507, 'XMinioStorageFull'), code: 'upstream', message: /full/ },
    { name: 'a service that is overloaded for long', ...failing(503, 'SlowDown'), code: 'rate_limit' },
    {
      name: 'a limit with a long wait',
      ...failing(503, 'SlowDown', { headers: { 'retry-after': '60' } }),
      code: 'rate_limit',
      retryAfterSeconds: 60,
    },
    { name: 'a failure of the service', ...failing(500, 'InternalError'), code: 'upstream' },
    { name: 'a proxy that answers', ...failing(502, undefined), code: 'upstream' },
    { name: 'a proxy that permits less', ...failing(413, undefined), code: 'invalid_data' },
  ],
})
