import { simulatedService, testIntegration, testNotificationProvider } from '@tributary/testkit'
import { createWhatsAppSimulator } from '../simulator/index.ts'
import { whatsApp } from '../src/index.ts'

async function startWith(isWindowOpen: boolean, values: object) {
  const simulator = await createWhatsAppSimulator({ isWindowOpen })
  const service = simulatedService(simulator, {
    values: {
      phoneNumberId: simulator.phoneNumberId,
      businessAccountId: simulator.businessAccountId,
      token: simulator.controls.grant().accessToken,
      appSecret: 'canary-of-the-app',
      to: '+41446681800',
      ...values,
    },
    received: () => simulator.shown().map((shown) => ({ shown })),
  })
  return { ...service, fail: simulator.fail }
}

const start = () => startWith(false, {})
const startSandbox = () => startWith(true, { sandbox: true })

/** By its code, never by its status. */
const failing = (...codes: readonly number[]) =>
  codes.flatMap((code) =>
    [400, 500].map((status) => ({
      name: `the error ${code} with the status ${status}`,
      arrange: ({ fail }: Awaited<ReturnType<typeof start>>) => fail(code, status),
    })),
  )

const CODES = {
  auth_expired: [0, 190],
  permission_denied: [3, 10, 200, 299, 368, 131_031, 130_497],
  rate_limit: [4, 80_007, 130_429, 131_048, 133_016],
  bad_configuration: [33, 100, 132_000, 132_001, 132_012, 132_015, 131_026, 131_030],
  invalid_data: [131_008, 131_009, 131_051],
  upstream: [1, 2, 131_000, 131_016],
} as const

const errors = Object.entries(CODES).flatMap(([code, codes]) =>
  failing(...codes).map((each) => ({ ...each, code: code as keyof typeof CODES })),
)

testIntegration(whatsApp, {})

testNotificationProvider(whatsApp, {
  start,
  longText: 'cut',
  errors: [
    ...errors,
    ...failing(131_056).map((each) => ({ ...each, code: 'rate_limit' as const, retryAfterSeconds: 6 })),
    ...failing(131_047).map((each) => ({ ...each, code: 'action_required' as const })),
    { name: 'a wrong token', values: { token: 'another-canary' }, code: 'auth_expired' },
    { name: 'another number', values: { phoneNumberId: '1234567' }, code: 'bad_configuration' },
    { name: 'a template that does not exist', values: { template: 'other' }, code: 'bad_configuration' },
    { name: 'a template in another language', values: { templateLanguage: 'de' }, code: 'bad_configuration' },
  ],
})

testNotificationProvider(whatsApp, {
  start: startSandbox,
  longText: 'cut',
  errors: failing(131_030).map((each) => ({ ...each, code: 'bad_configuration' as const })),
})
