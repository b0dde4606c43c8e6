import { Trans } from '@lingui/react/macro'
import { Button, Text } from '@mantine/core'
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'
import { useProblemSentence } from '../../components/problem-sentence.ts'

/** Sends again what is in a row of a log, and reads the log again. */
export function SendAgain({ send, log }: { readonly send: () => Promise<unknown>; readonly log: QueryKey }) {
  const sentence = useProblemSentence()
  const queryClient = useQueryClient()
  const again = useMutation({
    mutationFn: send,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: log }),
  })
  return (
    <>
      <Button size="xs" variant="default" onClick={() => again.mutate()} loading={again.isPending}>
        <Trans>Send again</Trans>
      </Button>
      {again.isError && (
        <Text size="sm" role="alert" c="var(--mantine-color-error)">
          {sentence(again.error)}
        </Text>
      )}
    </>
  )
}
