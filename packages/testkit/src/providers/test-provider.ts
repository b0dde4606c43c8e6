import {
  type ConfigurationField,
  checkProvider,
  listFields,
  visibleFields,
} from '@tributary/integration-host'
import { type Integration, type IntegrationErrorCode, isIntegrationError } from '@tributary/integration-kit'
import type { ProviderKind } from '@tributary/integration-kit/host'
import type { Endpoints } from '@tributary/provider-client'
import { expect, test } from 'vitest'
import { type OpenedProvider, openProvider, providerOfKind } from './open-provider.ts'

/** A simulated service, and the values of the form that lead to it. */
export interface ProviderService {
  readonly values: Readonly<Record<string, unknown>>
  readonly endpoints?: Endpoints
  /** `127.0.0.1` where its address is among the values. */
  readonly allow?: string
  /** From now on requests are not answered. */
  hang(): void
  /** From now on it cannot be reached. */
  stop(): Promise<void>
}

/** A documented error of a service. */
export interface ProviderErrorCase<Service> {
  /** `a revoked token`. */
  readonly name: string
  /** Makes the next request fail with it. */
  readonly arrange?: (service: Service) => void
  /** Over those of the service: a wrong token, a missing room. `null` leaves one out. */
  readonly values?: Readonly<Record<string, unknown>>
  readonly code: IntegrationErrorCode
  readonly message?: RegExp
  readonly retryAfterSeconds?: number
}

/** What the suites of all kinds have in common. */
export interface ProviderCase<Service extends ProviderService> {
  /** Starts the simulated service. */
  readonly start: () => Promise<Service>
  /** Each documented error of the service. */
  readonly errors: readonly ProviderErrorCase<Service>[]
}

interface ProviderBench<Kind extends ProviderKind, Service extends ProviderService>
  extends ProviderCase<Service> {
  readonly kind: Kind
  /** The call that the errors are about. */
  readonly call: (opened: OpenedProvider<Kind>['implementation']) => Promise<unknown>
}

const INSTANCES = 3
/** Long enough for a request to arrive on a busy machine, and short for a test. */
const LIMIT_MILLISECONDS = 400

/** Opens an instance of a simulated service. */
export async function openAt<Kind extends ProviderKind>(
  integration: Integration,
  kind: Kind,
  { values, endpoints, allow }: Pick<ProviderService, 'values' | 'endpoints' | 'allow'>,
): Promise<OpenedProvider<Kind>> {
  return openProvider({ integration, kind, values, endpoints, allow })
}

/** The tests of providers of any kind: the form, the test of a configuration, secrets, errors, the time limit, several instances. */
export function testProvider<Kind extends ProviderKind, Service extends ProviderService>(
  integration: Integration,
  { kind, start, errors, call }: ProviderBench<Kind, Service>,
): void {
  const withService = async (work: (service: Service) => Promise<void>) => {
    const service = await start()
    try {
      await work(service)
    } finally {
      await service.stop()
    }
  }

  test('its form is complete: each field has a label and an explanation, and each secret says where it is found', () => {
    const provider = providerOfKind(integration, kind)
    expect(() => checkProvider(provider)).not.toThrow()
    const fields = listFields(provider.instance)
    expect(fields.length).toBeGreaterThan(0)
    for (const { key, field } of fields) {
      expect(field.label, key).toMatch(/\S/)
      expect(field.description ?? field.help, `${key} has neither a description nor help`).toMatch(/\S/)
      if (field.kind === 'secret') expect(field.help, `${key} has no help`).toMatch(/\S/)
    }
    const grouped = fields.filter(({ field }) => field.group !== undefined)
    expect([0, fields.length], 'some fields are in a group, others in none').toContain(grouped.length)
  })

  test('its configuration is accepted, and tested in steps', async () =>
    withService(async (service) => {
      await using opened = await openAt(integration, kind, service)
      expect(await opened.test()).not.toEqual([])
    }))

  test('a required value that is missing is refused before anything is sent', async () => {
    await withService(async (service) => {
      const fields = listFields(providerOfKind(integration, kind).instance)
      const required = visibleFields(fields, { ...defaultsOf(fields), ...service.values }).filter(
        (each) => each.field.required && !('default' in each),
      )
      expect(fields.length).toBeGreaterThan(0)
      for (const { key } of required) {
        const { [key]: _, ...values } = service.values
        await expect(openAt(integration, kind, { ...service, values })).rejects.toThrow(
          `${key}: Enter a value.`,
        )
      }
    })
  })

  test.each(errors)('$name is $code', async ({ arrange, values, code, message, retryAfterSeconds }) =>
    withService(async (service) => {
      arrange?.(service)
      await using opened = await openAt(integration, kind, {
        ...service,
        values: withoutNull({ ...service.values, ...values }),
      })
      const error = await opened
        .use((each) => call(each))
        .then(
          () => expect.fail('the call succeeded'),
          (reason: unknown) => reason,
        )
      if (!isIntegrationError(error)) throw error
      expect(error.code, error.message).toBe(code)
      if (message !== undefined) expect(error.message).toMatch(message)
      if (retryAfterSeconds !== undefined) expect(error.retryAfterSeconds).toBe(retryAfterSeconds)
      expectNoSecrets(opened, error)
    }),
  )

  test('a service that does not answer ends with the time limit, and without secrets in the log', async () =>
    withService(async (service) => {
      await using opened = await openAt(integration, kind, service)
      service.hang()
      const error = await opened
        .use((each) => call(each), LIMIT_MILLISECONDS)
        .then(
          () => expect.fail('the call succeeded'),
          (reason: unknown) => reason,
        )
      expect(error).toMatchObject({ name: 'TimeIsOver' })
      expectNoSecrets(opened, error)
    }))

  test('one of several instances that is down does not affect the others', async () => {
    const down = await start()
    await using broken = await openAt(integration, kind, down)
    await down.stop()
    await withService(async (service) => {
      const working = await Promise.all(
        Array.from({ length: INSTANCES }, () => openAt(integration, kind, service)),
      )
      const results = await Promise.allSettled(
        [...working.slice(0, 1), broken, ...working.slice(1)].map((each) => each.use((one) => call(one))),
      )
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
      expect(results[1]).toMatchObject({ reason: { code: 'upstream' } })
      await Promise.all(working.map((each) => each.close()))
    })
  })
}

function defaultsOf(fields: readonly ConfigurationField[]): ProviderService['values'] {
  return Object.fromEntries(fields.map((each) => [each.key, each.default]))
}

function withoutNull(values: ProviderService['values']): ProviderService['values'] {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
}

/** Neither an error, nor its causes, nor the log may have a secret, plain or as basic authentication writes it. */
export function expectNoSecrets({ secrets, log }: OpenedProvider<ProviderKind>, error: unknown): void {
  const texts = [...log]
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    texts.push(cause.message, JSON.stringify(cause))
  const all = texts.join('\n')
  for (const secret of secrets) {
    // Of an address that is a secret, the path has it.
    if (URL.canParse(secret)) expect(all).not.toContain(new URL(secret).pathname)
    expect(all).not.toContain(secret)
    expect(all).not.toContain(encodeURIComponent(secret))
    expect(all).not.toContain(Buffer.from(secret).toString('base64').replace(/=+$/, ''))
  }
}
