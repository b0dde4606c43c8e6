import { useLingui } from '@lingui/react/macro'
import { Alert } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import type { NotificationsSentMessage } from '@tributary/client'
import { Problem } from '../../../components/problem.tsx'

/** What came of a message that was asked for. `sent`: the sentence of a success. */
export function SentMessage({ result, sent }: { result: NotificationsSentMessage; sent: string }) {
  const { t } = useLingui()
  if (!result.sent) return <Problem title={t`The message could not be sent`}>{result.detail ?? ''}</Problem>
  return (
    <Alert role="status" color="green" variant="outline" icon={<IconCheck aria-hidden />}>
      {sent}
    </Alert>
  )
}
