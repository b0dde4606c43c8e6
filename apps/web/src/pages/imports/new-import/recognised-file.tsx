import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Paper, Radio, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { createOnce, importsImportFile, importsPreviewImport } from '@tributary/client'
import { useState } from 'react'
import { client } from '../../../api/client.ts'
import { useMe } from '../../../api/me.ts'
import { Problem } from '../../../components/problem.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { useFormats } from '../../../i18n/formats.ts'
import { browserTimeZone } from '../../../i18n/time-zones.ts'
import { defaultOptions, type Options } from './default-options.ts'
import { ImportOptions } from './import-options.tsx'
import type { ReadableUpload } from './new-import.tsx'
import { OpenQuestion } from './open-question.tsx'
import { PreviewResult } from './preview-result.tsx'

interface RecognisedFileProps {
  readonly upload: ReadableUpload
  readonly onImport: (jobId: string) => void
  readonly onCancel: () => void
}

/** One lost answer is made up for without a word; a server that cannot write is told after some seconds. */
const ATTEMPTS = 2

/** What a file is, what importing it would do, and what is still open. */
export function RecognisedFile({ upload, onImport, onCancel }: RecognisedFileProps) {
  const { t } = useLingui()
  const { bytes } = useFormats()
  const { timeZone } = useMe()
  const [integration, setIntegration] = useState(upload.candidates[0]?.integration ?? '')
  const candidate = upload.candidates.find((each) => each.integration === integration)
  const [chosen, setChosen] = useState<Options>({})
  const options = { ...defaultOptions(candidate?.options, timeZone ?? browserTimeZone()), ...chosen }
  const body = { uploadId: upload.uploadId, integration, options }
  const preview = useQuery({
    queryKey: ['import-preview', body],
    queryFn: async ({ signal }) => (await importsPreviewImport({ client, body, signal })).data,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const start = useMutation({
    mutationFn: async () =>
      (await createOnce(importsImportFile, { client, body }, { attempts: ATTEMPTS })).data,
    onSuccess: ({ id }) => onImport(id),
  })
  return (
    <Paper withBorder p="lg">
      <Stack>
        <div>
          <Title order={2} size="h4">
            {candidate?.displayName}
          </Title>
          <Text c="dimmed" size="sm">
            {upload.filename} · {bytes(upload.bytes)} · {candidate?.description}
          </Text>
        </div>
        {upload.candidates.length > 1 && (
          <Radio.Group
            label={t`More than one service has files like this. Which is it from?`}
            value={integration}
            onChange={(value) => {
              setIntegration(value)
              setChosen({})
            }}
          >
            <Group mt="xs">
              {upload.candidates.map((each) => (
                <Radio key={each.integration} value={each.integration} label={each.displayName} />
              ))}
            </Group>
          </Radio.Group>
        )}
        <QueryState query={preview}>
          {(result) =>
            result.problem === null ? (
              <PreviewResult preview={result} />
            ) : (
              <OpenQuestion
                problem={result.problem}
                schema={candidate?.options}
                onAnswer={(answer) => setChosen({ ...chosen, ...answer })}
              />
            )
          }
        </QueryState>
        <ImportOptions
          key={integration}
          integration={integration}
          schema={candidate?.options}
          options={options}
          onChange={setChosen}
        />
        {start.isError && <Problem error={start.error} />}
        <Group>
          <Button
            onClick={() => start.mutate()}
            loading={start.isPending}
            disabled={preview.data === undefined || preview.data.problem !== null}
          >
            <Trans>Import this file</Trans>
          </Button>
          <Button variant="default" onClick={onCancel}>
            <Trans>Cancel</Trans>
          </Button>
        </Group>
      </Stack>
    </Paper>
  )
}
