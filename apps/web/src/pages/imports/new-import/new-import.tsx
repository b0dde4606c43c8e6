import { useLingui } from '@lingui/react/macro'
import { Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ImportsRecognisedUpload, importsDeleteUpload, importsRecogniseFile } from '@tributary/client'
import { useEffect, useState } from 'react'
import { client } from '../../../api/client.ts'
import { Problem } from '../../../components/problem.tsx'
import { keepDroppedFile, useDroppedFile } from '../../../shell/dropped-file.ts'
import { FileChooser } from './file-chooser.tsx'
import { RecognisedFile } from './recognised-file.tsx'
import { RunningImport } from './running-import.tsx'

/** A file on its way in: choose, recognise, preview, import, result. */
export function NewImport() {
  const { t } = useLingui()
  const dropped = useDroppedFile()
  const [jobId, setJobId] = useState<string>()
  const recognise = useMutation({
    mutationFn: async (file: File) => (await importsRecogniseFile({ client, body: { file } })).data,
  })
  const { mutate, reset } = recognise
  const begin = (file: File) => {
    setJobId(undefined)
    mutate(file)
  }
  const startOver = () => {
    setJobId(undefined)
    reset()
  }
  useEffect(() => {
    if (dropped === undefined) return
    keepDroppedFile(undefined)
    setJobId(undefined)
    mutate(dropped)
  }, [dropped, mutate])
  if (jobId !== undefined) return <RunningImport jobId={jobId} onDone={startOver} />
  const upload = recognise.data
  if (upload !== undefined && isReadable(upload))
    return (
      <RecognisedFile
        key={upload.uploadId}
        upload={upload}
        onImport={setJobId}
        onCancel={() => {
          void importsDeleteUpload({ client, path: { id: upload.uploadId } }).catch(() => {})
          startOver()
        }}
      />
    )
  return (
    <Stack>
      <FileChooser onChoose={begin} sending={recognise.isPending} />
      {recognise.isError && (
        <Problem
          error={recognise.error}
          action={{ label: t`Try again`, onClick: () => mutate(recognise.variables) }}
        />
      )}
      {upload !== undefined && (
        <Problem title={t`${upload.filename} cannot be imported`}>{upload.message}</Problem>
      )}
    </Stack>
  )
}

/** An upload that something can read. */
export interface ReadableUpload extends ImportsRecognisedUpload {
  readonly uploadId: string
}

function isReadable(upload: ImportsRecognisedUpload): upload is ReadableUpload {
  return upload.uploadId !== null && upload.candidates.length > 0
}
