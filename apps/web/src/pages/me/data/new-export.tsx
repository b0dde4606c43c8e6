import { Trans, useLingui } from '@lingui/react/macro'
import { Button, NativeSelect, SimpleGrid, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ExportsExportOptions, exportsCreate, exportsCreateSchedule } from '@tributary/client'
import { type SubmitEvent, useState } from 'react'
import { client } from '../../../api/client.ts'
import { Problem } from '../../../components/problem.tsx'
import { FORMATS, useExportWords } from './use-export-words.ts'

type Format = keyof typeof FORMATS
type When = 'now' | 'day' | 'week' | 'month'

/** What is exported where, now or by a schedule. */
export function NewExport({ options }: { options: ExportsExportOptions }) {
  const { t } = useLingui()
  const words = useExportWords()
  const queryClient = useQueryClient()
  const [contents, setContents] = useState(options.contents[0]?.name ?? '')
  const [format, setFormat] = useState<Format>('csv')
  const [storage, setStorage] = useState(options.storages[0]?.id ?? '')
  const [when, setWhen] = useState<When>('now')
  const create = useMutation({
    mutationFn: async () => {
      const body = { contents, format, storage }
      if (when === 'now') await exportsCreate({ client, body })
      else await exportsCreateSchedule({ client, body: { ...body, every: when } })
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['exports'] }),
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    create.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {create.isError && <Problem error={create.error} />}
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <NativeSelect
            label={t`What`}
            value={contents}
            onChange={(event) => setContents(event.currentTarget.value)}
            data={options.contents.map(({ name, displayName }) => ({
              value: name,
              label: words.contents[name] ?? displayName,
            }))}
          />
          <NativeSelect
            label={t`Format`}
            value={format}
            onChange={(event) => setFormat(event.currentTarget.value as Format)}
            data={Object.entries(FORMATS).map(([value, label]) => ({ value, label }))}
          />
          <NativeSelect
            label={t`Where`}
            value={storage}
            onChange={(event) => setStorage(event.currentTarget.value)}
            data={options.storages.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <NativeSelect
            label={t`When`}
            value={when}
            onChange={(event) => setWhen(event.currentTarget.value as When)}
            data={[
              { value: 'now', label: t`once, now` },
              ...Object.entries(words.every).map(([value, label]) => ({ value, label })),
            ]}
          />
        </SimpleGrid>
        <div>
          <Button type="submit" loading={create.isPending}>
            {when === 'now' ? <Trans>Make an export</Trans> : <Trans>Schedule exports</Trans>}
          </Button>
        </div>
      </Stack>
    </form>
  )
}
