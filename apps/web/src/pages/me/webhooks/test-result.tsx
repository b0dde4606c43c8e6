import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Code, Text } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import type { WebhooksWebhookTestResult } from '@tributary/client'
import { Problem } from '../../../components/problem.tsx'
import { useFormats } from '../../../i18n/formats.ts'

/** What came back from a test. */
export function TestResult({ result }: { result: WebhooksWebhookTestResult }) {
  const { t } = useLingui()
  const { number } = useFormats()
  const { delivered, statusCode, durationMs, answer, error, advice } = result
  const status = statusCode === null ? '' : String(statusCode)
  if (!delivered)
    return (
      <Problem title={t`The test was not received`}>
        {[error, advice].filter((part) => part !== null).join(' ')}
      </Problem>
    )
  return (
    <Alert role="status" color="green" variant="outline" icon={<IconCheck aria-hidden />}>
      <Text size="sm">
        <Trans>
          The receiver answered {status} after {number(durationMs, { maximumFractionDigits: 0 })} ms.
        </Trans>
      </Text>
      {answer !== null && answer !== '' && (
        <Code block mt="xs" tabIndex={0} role="region" aria-label={t`The answer`}>
          {answer}
        </Code>
      )}
    </Alert>
  )
}
