import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Checkbox, Group, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type WebhooksWebhookEndpointWithSecret, webhooksCreateEndpoint } from '@tributary/client'
import { type SubmitEvent, useState } from 'react'
import { client } from '../../../api/client.ts'
import { Problem } from '../../../components/problem.tsx'
import { EVENT_TYPES, useTypeWords } from './type-words.ts'

interface NewEndpointFormProps {
  readonly onCreated: (created: WebhooksWebhookEndpointWithSecret) => void
}

/** Where changes are sent, and which. */
export function NewEndpointForm({ onCreated }: NewEndpointFormProps) {
  const { t } = useLingui()
  const words = useTypeWords()
  const queryClient = useQueryClient()
  const [url, setUrl] = useState('')
  const [description, setDescription] = useState('')
  const [types, setTypes] = useState<string[]>([...EVENT_TYPES])
  const create = useMutation({
    mutationFn: async () => {
      const all = types.length === EVENT_TYPES.length
      const body = { url: url.trim(), description: description.trim(), types: all ? null : types }
      return (await webhooksCreateEndpoint({ client, body })).data
    },
    onSuccess: async (created) => {
      onCreated(created)
      await queryClient.invalidateQueries({ queryKey: ['webhooks'] })
    },
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    create.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        {create.isError && <Problem error={create.error} />}
        <TextInput
          label={t`Address`}
          description={t`It begins with https:// and can be reached by this server.`}
          type="url"
          required
          data-autofocus
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        <TextInput
          label={t`What is it for?`}
          value={description}
          maxLength={200}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <Checkbox.Group label={t`What is it told of?`} value={types} onChange={setTypes}>
          <Group mt="xs">
            {EVENT_TYPES.map((type) => (
              <Checkbox key={type} value={type} label={words[type]} />
            ))}
          </Group>
        </Checkbox.Group>
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending} disabled={types.length === 0}>
            <Trans>Add the webhook</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
