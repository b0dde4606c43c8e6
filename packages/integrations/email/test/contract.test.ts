import { testIntegration, testNotificationProvider } from '@tributary/testkit'
import { email } from '../src/index.ts'
import { readMail, startMail } from './mail-service.ts'

async function start() {
  const mail = await startMail({ bytes: 1_000_000 })
  return {
    ...mail,
    received: () =>
      Promise.all(
        mail.received().map(async ({ source }) => {
          const { subject, text } = await readMail(source)
          return { shown: `${subject}\n${text}` }
        }),
      ),
  }
}

type Service = Awaited<ReturnType<typeof start>>

const refusing = (at: Parameters<Service['refuse']>[0], code: number) => ({
  arrange: ({ refuse }: Service) => refuse(at, code),
})

testIntegration(email, {})

testNotificationProvider(email, {
  start,
  longText: 'whole',
  errors: [
    {
      name: 'a wrong password',
      values: { password: 'wrong-canary' },
      code: 'auth_expired',
      message: /\(535\)/,
    },
    { name: 'a sign-in that is refused', ...refusing('auth', 535), code: 'auth_expired' },
    {
      name: 'a sign-in that needs an app password',
      ...refusing('auth', 534),
      code: 'auth_expired',
      message: /app password/,
    },
    { name: 'a sign-in that is not possible now', ...refusing('auth', 454), code: 'upstream' },
    { name: 'greylisting', ...refusing('recipient', 450), code: 'rate_limit', retryAfterSeconds: 300 },
    { name: 'a local error that ends', ...refusing('data', 451), code: 'rate_limit', retryAfterSeconds: 300 },
    { name: 'a server that closes', ...refusing('from', 421), code: 'upstream' },
    { name: 'a full disk', ...refusing('data', 452), code: 'upstream' },
    { name: 'an unknown recipient', ...refusing('recipient', 550), code: 'bad_configuration' },
    { name: 'a foreign sender', ...refusing('from', 553), code: 'permission_denied' },
    { name: 'mail without the sign-in that is needed', ...refusing('from', 530), code: 'auth_expired' },
    { name: 'a message that is refused', ...refusing('data', 554), code: 'permission_denied' },
    { name: 'a message that is too large', ...refusing('data', 552), code: 'invalid_data' },
    {
      name: 'a certificate that is not trusted',
      values: { certificateAuthority: null },
      code: 'bad_configuration',
      message: /certificate/,
    },
  ],
})
