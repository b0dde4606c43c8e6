import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, NativeSelect, Radio, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type AccountsApiKeyCreated, accountsCreateKey } from '@tributary/client'
import { type SubmitEvent, useState } from 'react'
import { client } from '../../../api/client.ts'
import { Problem } from '../../../components/problem.tsx'
import { ScopePicker } from './scope-picker.tsx'

const READ = '*:read'
const EVERYTHING = '*'
const CHOSEN = 'chosen'
const NEVER = ''

/** What a key is for, what it may do, and how long. */
export function NewKeyForm({ onCreated }: { onCreated: (created: AccountsApiKeyCreated) => void }) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const [name, setName] = useState('')
  const [preset, setPreset] = useState(READ)
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [days, setDays] = useState('365')
  const scopes = preset === CHOSEN ? [...chosen] : [preset]
  const create = useMutation({
    mutationFn: async () => {
      const expiry = days === NEVER ? {} : { expiresInDays: Number(days) }
      return (await accountsCreateKey({ client, body: { name: name.trim(), scopes, ...expiry } })).data
    },
    onSuccess: async (created) => {
      onCreated(created)
      await queryClient.invalidateQueries({ queryKey: ['keys'] })
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
          label={t`What is it for?`}
          placeholder={t`My dashboard`}
          required
          data-autofocus
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Radio.Group label={t`What may it do?`} value={preset} onChange={setPreset}>
          <Stack gap="xs" mt="xs">
            <Radio value={READ} label={t`Read everything`} description={t`It changes and deletes nothing.`} />
            <Radio
              value={EVERYTHING}
              label={t`Everything`}
              description={t`All that you can do, except for what needs you at the browser.`}
            />
            <Radio value={CHOSEN} label={t`Only what I choose`} />
          </Stack>
        </Radio.Group>
        {preset === CHOSEN && <ScopePicker value={chosen} onChange={setChosen} />}
        <NativeSelect
          label={t`How long does it work?`}
          value={days}
          onChange={(event) => setDays(event.currentTarget.value)}
          data={[
            { value: '30', label: t`30 days` },
            { value: '90', label: t`90 days` },
            { value: '365', label: t`One year` },
            { value: NEVER, label: t`Until it is deleted` },
          ]}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending} disabled={scopes.length === 0}>
            <Trans>Create the key</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
