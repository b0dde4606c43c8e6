import { useLingui } from '@lingui/react/macro'
import { Text } from '@mantine/core'
import type { ConnectionsConnection } from '@tributary/client'
import { useState } from 'react'
import { Problem } from '../problem.tsx'
import { useConnect } from '../use-connect.ts'
import { type Failure, readFailure } from './failure-cookie.ts'

interface ConnectFailureProps {
  readonly integration: string
  readonly displayName: string
  /** Of the address that the server has redirected to. */
  readonly code: string
  /** The connection that was to be renewed. */
  readonly connection?: ConnectionsConnection
}

/** Why the sign-in at a provider failed, and the button that starts it again. */
export function ConnectFailure({ integration, displayName, code, connection }: ConnectFailureProps) {
  const { t } = useLingui()
  const [failure] = useState(() => readFailure(document.cookie, { integration, code }))
  const connect = useConnect(integration)
  return (
    <Problem
      title={t`Connecting ${displayName} failed`}
      error={connect.error}
      action={{
        label: t`Connect again`,
        loading: connect.isPending,
        onClick: () =>
          connect.mutate(
            connection === undefined
              ? {}
              : { connectionId: connection.id, returnPath: `/connections/${connection.id}` },
          ),
      }}
    >
      {connect.isError ? undefined : <Sentence failure={failure} displayName={displayName} code={code} />}
    </Problem>
  )
}

interface SentenceProps {
  readonly failure: Failure | undefined
  readonly displayName: string
  readonly code: string
}

function Sentence({ failure, displayName, code }: SentenceProps) {
  const { t } = useLingui()
  const reference = failure?.reference
  const sentence = () => {
    if (code === 'CONNECTIONS_DENIED')
      return t`You did not allow access at ${displayName}, so nothing is connected.`
    if (code === 'KERNEL_NOT_SIGNED_IN')
      return t`You were not signed in here when ${displayName} sent you back.`
    if (code === 'CONNECTIONS_FLOW_REFUSED')
      return t`The sign-in at ${displayName} was begun in another browser, is older than ten minutes, or has been used already.`
    return failure?.sentence ?? t`The sign-in at ${displayName} did not succeed.`
  }
  return (
    <>
      {sentence()}
      {reference !== undefined && (
        <Text span size="sm" c="dimmed" display="block">
          {t`An administrator finds it in the log as ${reference}.`}
        </Text>
      )}
    </>
  )
}
