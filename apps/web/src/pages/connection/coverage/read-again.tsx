import { useLingui } from '@lingui/react/macro'
import { Button, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ConnectionsConnection } from '@tributary/client'
import { syncConnection } from '../../../api/integration-operations.ts'
import { useProblemSentence } from '../../../components/problem-sentence.ts'
import { useFormats } from '../../../i18n/formats.ts'

interface ReadAgainProps {
  readonly connection: ConnectionsConnection
  readonly from: string
  readonly to: string
}

/** Reads a range of days from the provider again. */
export function ReadAgain({ connection, from, to }: ReadAgainProps) {
  const { t } = useLingui()
  const formats = useFormats()
  const queryClient = useQueryClient()
  const sentence = useProblemSentence()
  const read = useMutation({
    mutationFn: () => syncConnection(connection, { from, to }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['jobs'] }),
  })
  const [first, last] = [formats.date(from), formats.date(to)]
  const label = from === to ? t`Read ${first}` : t`Read ${first} – ${last}`
  if (read.isSuccess)
    return (
      <Text size="sm" role="status">
        {t`Is being read. The squares change by themselves.`}
      </Text>
    )
  return (
    <>
      <Button size="xs" variant="default" loading={read.isPending} onClick={() => read.mutate()}>
        {label}
      </Button>
      {read.isError && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {sentence(read.error)}
        </Text>
      )}
    </>
  )
}
