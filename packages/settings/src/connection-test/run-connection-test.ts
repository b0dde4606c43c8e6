import type { ConnectionTest } from '@tributary/integration-host'
import type {
  ApiDefinition,
  ConfigurationValues,
  ConnectionTester,
  Logger,
  ProviderApi,
} from '@tributary/integration-kit/host'
import { type Egress, openAccess, withinTime } from '@tributary/provider-client'
import { describeFailure } from './describe-failure.ts'
import { redactSecrets } from './redact-secrets.ts'
import { StepRecord } from './step-record.ts'

/** What tests of all plugins share. */
export interface TestParts {
  readonly egress: Pick<Egress, 'fetch' | 'connect'>
  readonly logger: Logger
  /** Ends all tests. */
  readonly closing: AbortSignal
  /** The most that a test takes. Default 30,000. */
  readonly testMilliseconds?: number | undefined
}

/** A configuration and what tries it. */
export interface TestRun {
  /** For the log. */
  readonly plugin: string
  readonly tester: ConnectionTester
  readonly api: ApiDefinition | ProviderApi | undefined
  readonly config: ConfigurationValues
  /** The values of `config` that are secrets. */
  readonly secrets: readonly string[]
}

const TEST_MILLISECONDS = 30_000

/** Tries a configuration for a limited time. Never throws: what goes wrong is in the outcome, without secrets. */
export async function runConnectionTest(
  { egress, logger, closing, testMilliseconds = TEST_MILLISECONDS }: TestParts,
  { plugin, tester, api, config, secrets }: TestRun,
  given?: AbortSignal,
): Promise<ConnectionTest> {
  const signal = given === undefined ? closing : AbortSignal.any([given, closing])
  const record = new StepRecord({ secrets, now: () => performance.now() })
  try {
    const returned = await withinTime({ milliseconds: testMilliseconds, signal }, async (limited) =>
      tester({
        ...openAccess({ api, config, egress, signal: limited, logger }),
        step: (tried, work) => record.step(tried, work),
      }),
    )
    record.succeed(returned)
  } catch (error) {
    record.fail(error)
    if (describeFailure(error).isFault)
      logger.error({ of: plugin, reason: redactSecrets(stackOf(error), secrets) }, 'test of a plugin failed')
  }
  return record.close()
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
