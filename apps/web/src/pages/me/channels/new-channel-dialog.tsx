import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import {
  type NotificationsNotificationService,
  notificationsAddChannel,
  notificationsRotateCode,
} from '@tributary/client'
import { type SubmitEvent, useState } from 'react'
import { client } from '../../../api/client.ts'
import { Dialog } from '../../../components/dialog.tsx'
import { GeneratedForm } from '../../../components/generated-form/generated-form.tsx'
import { Problem } from '../../../components/problem.tsx'

interface NewChannelDialogProps {
  readonly services: readonly NotificationsNotificationService[]
  readonly onClose: () => void
}

/** Chooses a service, and who receives its messages. */
export function NewChannelDialog({ services, onClose }: NewChannelDialogProps) {
  const { t } = useLingui()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [serviceId, setServiceId] = useState(services[0]?.id ?? '')
  const service = services.find(({ id }) => id === serviceId)
  const [name, setName] = useState('')
  const add = async (recipient: Readonly<Record<string, unknown>>) => {
    const entered = Object.keys(recipient).length === 0 ? {} : { recipient: { ...recipient } }
    const body = { serviceId, name: name.trim() === '' ? (service?.name ?? '') : name.trim(), ...entered }
    const { data } = await notificationsAddChannel({ client, body })
    // What fails here is shown on the page of the channel, where another code can be asked for.
    if (data.state === 'unconfirmed')
      await notificationsRotateCode({ client, path: { id: data.id } }).catch(() => undefined)
    await queryClient.invalidateQueries({ queryKey: ['channels'] })
    await navigate({ to: '/me/notifications/$channelId', params: { channelId: data.id } })
  }
  const form = service?.recipientForm ?? null
  return (
    <Dialog opened onClose={onClose} size="lg" title={t`Add a channel`}>
      <Stack>
        <NativeSelect
          label={t`Service`}
          data-autofocus
          value={serviceId}
          data={services.map(({ id, name: label }) => ({ value: id, label }))}
          onChange={(event) => setServiceId(event.currentTarget.value)}
        />
        <TextInput
          label={t`Name`}
          description={t`What you call this channel.`}
          placeholder={service?.name ?? ''}
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {form === null ? (
          <WithoutRecipient add={() => add({})} />
        ) : (
          <GeneratedForm
            key={serviceId}
            form={form}
            idPrefix="recipient"
            errorsBelow="/recipient"
            submitLabel={t`Add the channel`}
            onSubmit={({ values }) => add(values)}
          />
        )}
      </Stack>
    </Dialog>
  )
}

function WithoutRecipient({ add }: { add: () => Promise<void> }) {
  const mutation = useMutation({ mutationFn: add })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    mutation.mutate()
  }
  return (
    <form onSubmit={submit}>
      {mutation.isError && <Problem error={mutation.error} />}
      <Group>
        <Button type="submit" loading={mutation.isPending}>
          <Trans>Add the channel</Trans>
        </Button>
      </Group>
    </form>
  )
}
