import type { Integration, IntegrationErrorCode } from '@tributary/integration-kit'
import type { WorkflowEvent } from '@tributary/integration-kit/providers'
import { describe, expect, test } from 'vitest'
import {
  expectNoSecrets,
  openAt,
  type ProviderCase,
  type ProviderService,
  testProvider,
} from './test-provider.ts'

/** A simulated automation service that shows the requests that it has accepted. */
export interface WorkflowService extends ProviderService {
  /** The oldest first, repetitions among them. */
  started(): readonly WorkflowEvent[]
}

const event: WorkflowEvent = {
  id: '0198c7e2-1b2c-7000-8000-9a8b7c6d5e4f',
  type: 'rule.fired',
  at: '2026-11-29T08:00:00.000Z',
  data: { rule: 'Ten thousand', date: '2026-11-29', value: 10_500.5, nested: { list: [1, null, 'two'] } },
}

/** Text with what JSON, headers and templates give a meaning. */
const ODD = 'größe 漢字 🎉 "quoted" \\ {{1}} ${x} </script>\r\nX-Injected: yes'

/** What has to be among the documented errors: what is tried again, and what is not. */
const CLASSES: Readonly<Record<string, readonly IntegrationErrorCode[]>> = {
  'a limit': ['rate_limit'],
  'a failure of the service': ['upstream'],
  'something that a person has to change': [
    'bad_configuration',
    'permission_denied',
    'auth_expired',
    'action_required',
    'provider_gone',
  ],
}

/**
 * The contract of a workflow provider, run with the real client and egress guard against its simulated service: an event arrives unchanged,
 * and each attempt of it has its id.
 *
 * @example
 * testWorkflowProvider(webhook, { start: startReceiver, errors: [{ name: 'a failure', arrange: (service) => service.fail(), code: 'upstream' }] })
 */
export function testWorkflowProvider<Service extends WorkflowService>(
  integration: Integration,
  { start, errors }: ProviderCase<Service>,
): void {
  describe(`the workflows of ${integration.definition.displayName} keep the contract`, () => {
    testProvider(integration, {
      kind: 'workflow',
      start,
      errors,
      call: (trigger) => trigger.emit(event),
    })

    test.each(Object.entries(CLASSES))('%s is among its documented errors', (_, codes) => {
      expect(errors.map(({ code }) => code).filter((code) => codes.includes(code))).not.toEqual([])
    })

    const emitting = async (...events: readonly WorkflowEvent[]): Promise<readonly WorkflowEvent[]> => {
      const service = await start()
      try {
        await using opened = await openAt(integration, 'workflow', service)
        for (const each of events) await opened.use((trigger) => trigger.emit(each))
        expectNoSecrets(opened, undefined)
        return service.started()
      } finally {
        await service.stop()
      }
    }

    test('an accepted event arrives once, with its id, type, time and data', async () => {
      expect(await emitting(event)).toEqual([event])
    })

    test.each([null, [], 'text', 0, false, { odd: ODD, [ODD]: 1 }])(
      'the data %j arrives unchanged',
      async (data) => {
        expect(await emitting({ ...event, data })).toEqual([{ ...event, data }])
      },
    )

    test('an event that is sent again has its id and contents, and another event has its own', async () => {
      const other = { ...event, id: 'another-event_2' }
      expect(await emitting(event, other, event)).toEqual([event, other, event])
    })
  })
}
